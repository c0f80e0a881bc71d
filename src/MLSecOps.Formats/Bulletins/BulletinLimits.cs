namespace MLSecOps.Formats.Bulletins;

/// <summary>Limits of a bulletin; its size and depth are those of every signed document (<see cref="Limits"/>).</summary>
public static class BulletinLimits
{
    /// <summary>Recalls in one bulletin.</summary>
    public const int Recalls = 1024;

    /// <summary>Models with a least release.</summary>
    public const int Models = 1024;

    /// <summary>Authorities with a least CRL number.</summary>
    public const int Authorities = 64;

    /// <summary>Why a release is recalled, in characters.</summary>
    public const int WhyLength = 200;
}
