namespace MLSecOps.Formats.Attestation;

/// <summary>One thing that a message says.</summary>
/// <param name="Path">Where it stands: names of the claims around it and its own, with slashes between; names that are not known are shown as they are, at most <see cref="AttestationLimits.NameLength"/> characters of each. Text from outside.</param>
/// <param name="Value">What it says, at most <see cref="AttestationLimits.ValueLength"/> characters; bytes in hexadecimal. Text from outside.</param>
public sealed record AttestationClaim(string Path, string Value);
