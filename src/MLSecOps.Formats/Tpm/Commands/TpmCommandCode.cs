namespace MLSecOps.Formats.Tpm.Commands;

/// <summary>The commands that are spoken here (TPM 2.0 Library, Part 2, 6.5.2).</summary>
internal enum TpmCommandCode : uint
{
    NvUndefineSpace = 0x122,
    NvDefineSpace = 0x12a,
    CreatePrimary = 0x131,
    NvIncrement = 0x134,
    SequenceComplete = 0x13e,
    Startup = 0x144,
    ActivateCredential = 0x147,
    NvRead = 0x14e,
    PolicySecret = 0x151,
    Quote = 0x158,
    SequenceUpdate = 0x15c,
    Sign = 0x15d,
    FlushContext = 0x165,
    NvReadPublic = 0x169,
    ReadPublic = 0x173,
    StartAuthSession = 0x176,
    GetCapability = 0x17a,
    PcrRead = 0x17e,
    PcrExtend = 0x182,
    HashSequenceStart = 0x186,
}
