"""What laboratories write in place of a number: karyotypes in ISCN, mutations, molecular responses."""
