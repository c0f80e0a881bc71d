namespace MLSecOps.Formats.Attestation;

/// <summary>Limits of an attestation message of any origin. They are wider than those of our own evidence, since it is a person who reads it and nothing rests on it.</summary>
public static class AttestationLimits
{
    /// <summary>Bytes of a message, with everything nested in it: 1 MiB.</summary>
    public const int Bytes = 1 << 20;

    /// <summary>Levels of nesting, across messages inside messages.</summary>
    public const int Depth = 48;

    /// <summary>Items of one message: numbers, strings, arrays, maps and tags.</summary>
    public const int Items = 1 << 16;

    /// <summary>Claims that are shown.</summary>
    public const int Claims = 1 << 13;

    /// <summary>Characters of one name that is not ours; a whole path has at most <see cref="ValueLength"/>, and deeper names are left out of it.</summary>
    public const int NameLength = 64;

    /// <summary>Characters of one value as shown; the rest is cut and said to be.</summary>
    public const int ValueLength = 400;
}
