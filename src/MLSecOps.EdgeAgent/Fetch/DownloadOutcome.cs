namespace MLSecOps.EdgeAgent.Fetch;

/// <summary>What one source made of a request for the rest of a package. Closed by the private constructor.</summary>
internal abstract record DownloadOutcome
{
    private DownloadOutcome()
    {
    }

    /// <summary>Every byte is there.</summary>
    public sealed record Complete : DownloadOutcome;

    /// <summary>The source failed; what arrived is kept.</summary>
    /// <param name="Detail">One line; may hold text from outside.</param>
    public sealed record Failed(string Detail) : DownloadOutcome;

    /// <summary>The source serves something else than was asked for; nothing of it is kept.</summary>
    /// <param name="Detail">One line: expected and found.</param>
    public sealed record Wrong(string Detail) : DownloadOutcome;
}
