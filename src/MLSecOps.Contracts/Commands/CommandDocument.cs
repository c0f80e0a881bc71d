using System.Text.Json.Serialization;

namespace MLSecOps.Contracts.Commands;

/// <summary>What every <c>--json</c> document says first, in this order, whether the command worked or not.</summary>
public record CommandDocument
{
    /// <summary>One of <see cref="Schemas"/>.</summary>
    [JsonPropertyOrder(-9)]
    public required string Schema { get; init; }

    /// <summary>True exactly when the exit code is 0.</summary>
    [JsonPropertyOrder(-8)]
    public required bool Ok { get; init; }

    /// <summary><c>trusted</c>, <c>rejected</c> or <c>inconclusive</c>; null for a command that judges nothing.</summary>
    [JsonPropertyOrder(-7)]
    public string? Verdict { get; init; }

    /// <summary>Reason code; null when all is well.</summary>
    [JsonPropertyOrder(-6)]
    public string? Reason { get; init; }

    /// <summary>One line for people; null when all is well.</summary>
    [JsonPropertyOrder(-5)]
    public string? Message { get; init; }

    /// <summary>Every check that was performed or should have been; empty for a command that judges nothing.</summary>
    [JsonPropertyOrder(-4)]
    public IReadOnlyList<CheckEntry> Checks { get; init; } = [];

    /// <summary>What to do next; null when nothing is to be done.</summary>
    [JsonPropertyOrder(-3)]
    public string? Hint { get; init; }

    /// <summary>Problems of configuration files; null when none was read or all are well.</summary>
    [JsonPropertyOrder(-2)]
    public IReadOnlyList<ProblemEntry>? Problems { get; init; }
}
