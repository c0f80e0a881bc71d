namespace MLSecOps.Contracts.Commands;

/// <summary>One payload file in JSON.</summary>
/// <param name="Path">Package path.</param>
/// <param name="Role">What it is for.</param>
/// <param name="SizeBytes">Bytes.</param>
/// <param name="Digest">Its fs-verity digest, <c>sha256:</c> and hexadecimal digits.</param>
public sealed record PayloadEntry(string Path, string Role, long SizeBytes, string Digest);
