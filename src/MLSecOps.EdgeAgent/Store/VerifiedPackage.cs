using MLSecOps.Core.Findings;
using MLSecOps.Trust.Packages;
using InstalledRelease = MLSecOps.Core.Update.InstalledRelease;

namespace MLSecOps.EdgeAgent.Store;

/// <summary>What came of verifying a package into the staging folder.</summary>
/// <param name="Verdict">The verdict with every check.</param>
/// <param name="Appraisal">What the verifier found.</param>
/// <param name="Release">The release, whole in the staging folder; null unless trusted.</param>
internal sealed record VerifiedPackage(TrustVerdict Verdict, PackageAppraisal Appraisal, InstalledRelease? Release);
