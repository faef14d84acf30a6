"""This is where what a person reads is made: judgements, exemptions, baselines and the faces they are shown with. No I/O."""
