#!/bin/sh
# Builds the Pulumi CLI in the version that go.mod names and prints where it lies: .cache/engine/VERSION/pulumi.
# Four minutes the first time, seconds with Go's build cache, nothing where that version is already there.
# Beside it goes the SDK's own program runner, which our small Python language host starts as the official host does.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
module=github.com/pulumi/pulumi
version=$(sed -n "s|^[[:space:]]*$module/pkg/v3 \(v[^[:space:]]*\).*|\1|p" "$here/go.mod")
target=$(cd "$here/../../.." && pwd)/.cache/engine/$version
runner=pulumi-language-python-exec

if [ -x "$target/pulumi" ] && [ -f "$target/$runner" ]; then
    echo "$target/pulumi"
    exit 0
fi
command -v go >/dev/null || {
    echo "building the Pulumi engine needs Go: install it (https://go.dev/doc/install) and run make engine again" >&2
    exit 1
}

echo "building Pulumi $version; about four minutes the first time" >&2
cd "$here"
# osusergo, grpcnotrace and no cgo: the flags of the official release, so that the binary asks nothing of the machine.
mkdir -p "$target"
CGO_ENABLED=0 go build -mod=readonly -buildvcs=false -trimpath -tags osusergo,grpcnotrace \
    -ldflags "-s -w -X $module/sdk/v3/go/common/version.Version=$version" \
    -o "$target/pulumi.part" "$module/pkg/v3/cmd/pulumi"
cp "$(go list -mod=readonly -m -f '{{.Dir}}' "$module/sdk/v3")/python/cmd/$runner" "$target/$runner"
chmod u+w "$target/$runner"
mv "$target/pulumi.part" "$target/pulumi" # last: whoever sees it sees all of it
echo "$target/pulumi"
