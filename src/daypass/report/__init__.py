"""This is where what a person reads is made: judgements, exemptions, baselines and their faces. No I/O."""
