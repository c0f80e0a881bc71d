using MLSecOps.Trust.Certificates;

namespace MLSecOps.Trust.Evidence;

/// <summary>An end-entity certificate that passed all checks but those of its dates.</summary>
/// <param name="Certificate">The certificate.</param>
/// <param name="Key">Its key; owned by whoever takes it.</param>
/// <param name="Start">From when the whole path is valid.</param>
/// <param name="End">Until when.</param>
internal sealed record EndEntity(SignerCertificate Certificate, VerificationKey Key, DateTimeOffset Start, DateTimeOffset End);
