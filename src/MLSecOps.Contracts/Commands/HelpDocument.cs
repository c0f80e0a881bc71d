namespace MLSecOps.Contracts.Commands;

/// <summary>Schema <c>mlsec.help/1</c>.</summary>
public sealed record HelpDocument : CommandDocument
{
    /// <summary>The help text.</summary>
    public required string Text { get; init; }
}
