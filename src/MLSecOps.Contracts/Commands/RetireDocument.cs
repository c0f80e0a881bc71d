namespace MLSecOps.Contracts.Commands;

/// <summary>Schema <c>mlsec.device-retire/1</c>.</summary>
public sealed record RetireDocument : CommandDocument
{
    /// <summary>Address of the hub; null with <c>--local</c>.</summary>
    public string? Hub { get; init; }

    /// <summary>The agent's socket; null without <c>--local</c>.</summary>
    public string? Socket { get; init; }

    /// <summary>The device; null when this one was not enrolled.</summary>
    public string? Ueid { get; init; }

    /// <summary>Since when, RFC 3339 UTC, by the hub's clock; null with <c>--local</c>.</summary>
    public string? Retired { get; init; }

    /// <summary>Why the hub does not know; null when it does.</summary>
    public string? Untold { get; init; }
}
