namespace MLSecOps.Contracts.Commands;

/// <summary>Schema <c>mlsec.version/1</c>.</summary>
public sealed record VersionDocument : CommandDocument
{
    /// <summary>Semantic version of the program.</summary>
    public required string Version { get; init; }

    /// <summary>Processor it was built for.</summary>
    public required string Architecture { get; init; }
}
