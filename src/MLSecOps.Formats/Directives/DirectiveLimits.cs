namespace MLSecOps.Formats.Directives;

/// <summary>Limits of a directive; its size and depth are those of every signed document (<see cref="Limits"/>).</summary>
public static class DirectiveLimits
{
    /// <summary>Models in one directive.</summary>
    public const int Models = 64;

    /// <summary>Sources of one release.</summary>
    public const int Sources = 8;

    /// <summary>A source, in characters.</summary>
    public const int SourceLength = 2048;

    /// <summary>A package that a directive may ask for: 1 TiB. The device's own limits lie lower.</summary>
    public const long PackageBytes = 1L << 40;
}
