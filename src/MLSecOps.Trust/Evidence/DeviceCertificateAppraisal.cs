using MLSecOps.Core.Findings;

namespace MLSecOps.Trust.Evidence;

/// <summary>What was found about a device's certificate.</summary>
/// <param name="Verdict">The outcome, with every check. A date in doubt leaves it inconclusive.</param>
/// <param name="Device">The device; null when its certificate was rejected for anything but its dates. To be disposed by the caller.</param>
public sealed record DeviceCertificateAppraisal(TrustVerdict Verdict, DeviceIdentity? Device);
