namespace MLSecOps.Contracts.Commands;

/// <summary>Schema <c>mlsec.completion/1</c>.</summary>
public sealed record CompletionDocument : CommandDocument
{
    /// <summary>bash, zsh or fish.</summary>
    public required string Shell { get; init; }

    /// <summary>The script.</summary>
    public required string Script { get; init; }
}
