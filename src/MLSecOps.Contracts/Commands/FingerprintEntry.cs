namespace MLSecOps.Contracts.Commands;

/// <summary>One fingerprint in JSON.</summary>
/// <param name="Path">Its folder in the suite.</param>
/// <param name="Origin">The input that it is, folder or file with row; null for one derived from several.</param>
public sealed record FingerprintEntry(string Path, string? Origin);
