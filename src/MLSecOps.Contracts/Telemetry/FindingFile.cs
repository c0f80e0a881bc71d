namespace MLSecOps.Contracts.Telemetry;

/// <summary>A file that is not as it was signed.</summary>
/// <param name="Path">Relative to the release.</param>
/// <param name="Reason">Reason code.</param>
/// <param name="Expected">What was signed, such as <c>sha256:</c> and 64 hexadecimal digits.</param>
/// <param name="Found">What was there.</param>
public sealed record FindingFile(string Path, string Reason, string? Expected = null, string? Found = null);
