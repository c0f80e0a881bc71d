namespace MLSecOps.Contracts.Commands;

/// <summary>One CA certificate in JSON.</summary>
/// <param name="Subject">Its subject.</param>
/// <param name="Digest"><c>sha256:</c> of the certificate, DER.</param>
/// <param name="NotBefore">RFC 3339 UTC.</param>
/// <param name="NotAfter">RFC 3339 UTC.</param>
/// <param name="File">The file it came from.</param>
public sealed record AnchorEntry(string Subject, string Digest, string NotBefore, string NotAfter, string File);
