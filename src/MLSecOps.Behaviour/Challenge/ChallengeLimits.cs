namespace MLSecOps.Behaviour.Challenge;

/// <summary>How large a challenge may be. A description is untrusted, and a device has little memory.</summary>
public static class ChallengeLimits
{
    /// <summary>Least bytes of a nonce: 128 bits that nobody guesses.</summary>
    public const int MinNonceBytes = 16;

    /// <summary>Most bytes of a nonce: one block of SHA-256, so that HMAC takes it as it is.</summary>
    public const int MaxNonceBytes = 64;

    /// <summary>Bytes of a UEID: 01 and 16 random ones.</summary>
    public const int UeidBytes = 17;

    /// <summary>The largest index.</summary>
    public const int MaxIndex = 65_535;

    /// <summary>Most inputs of one model.</summary>
    public const int MaxInputs = 32;

    /// <summary>Most UTF-8 bytes of an input's name.</summary>
    public const int MaxNameBytes = 256;

    /// <summary>Most dimensions of an input.</summary>
    public const int MaxRank = 8;

    /// <summary>Most values of a list.</summary>
    public const int MaxValues = 4096;

    /// <summary>Most bytes of all tensors of one index together.</summary>
    public const long MaxBytes = 16 << 20;

    /// <summary>Most steps of a floating-point bound from zero: up to here a binary64 number holds every whole one.</summary>
    public const double MaxSteps = 1L << 53;

    /// <summary>Least binary digits behind the point; negative ones are steps larger than 1.</summary>
    public const int MinScale = -127;

    /// <summary>Most binary digits behind the point: the least binary32 number is 2^-149.</summary>
    public const int MaxScale = 149;
}
