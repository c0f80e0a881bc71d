namespace MLSecOps.Cli.Commands;

/// <summary>What tells one release of a model from the next.</summary>
/// <param name="Version">For people; null when it is not stated.</param>
/// <param name="Number">For machines.</param>
/// <param name="Issued">UTC, whole seconds.</param>
/// <param name="Expires">UTC, whole seconds, later.</param>
internal sealed record Release(string? Version, long Number, DateTimeOffset Issued, DateTimeOffset Expires);
