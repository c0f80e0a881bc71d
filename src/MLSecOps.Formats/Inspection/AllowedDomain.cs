namespace MLSecOps.Formats.Inspection;

/// <summary>Operators of a domain that are allowed.</summary>
/// <param name="Domain">The domain, exactly.</param>
/// <param name="Operators">Its operators; null for all of them.</param>
public sealed record AllowedDomain(string Domain, IReadOnlyList<string>? Operators);
