namespace MLSecOps.Configuration.Trust;

/// <summary>One CA certificate that the administrator chose.</summary>
/// <param name="Certificate">X.509 certificate, DER. Well-formed enough for the platform to load; everything else is judged by <c>Trust</c>.</param>
/// <param name="Subject">Its subject's name. Text from the file: escape before printing.</param>
/// <param name="NotBefore">Start of validity, UTC.</param>
/// <param name="NotAfter">End of validity, UTC.</param>
/// <param name="File">Path of the PEM file it came from.</param>
public sealed record TrustAnchor(ReadOnlyMemory<byte> Certificate, string Subject, DateTimeOffset NotBefore, DateTimeOffset NotAfter, string File);
