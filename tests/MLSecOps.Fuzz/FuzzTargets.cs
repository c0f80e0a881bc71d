using MLSecOps.Fuzz.Engine;
using MLSecOps.Fuzz.Targets;

namespace MLSecOps.Fuzz;

/// <summary>Every parser that is fuzzed. A new parser of untrusted bytes gets a line here and a file beside the others.</summary>
internal static class FuzzTargets
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new CmsTarget(),
        new CertificateTarget(),
        new RevocationListTarget(),
        new TimestampTokenTarget(),
        new TimestampResponseTarget(),
        new CertificatesOnlyTarget(),
        new CertificateRequestTarget(),
        new PackageTarget(),
        new PackageVerdictTarget(),
        .. DocumentTargets.All,
        .. WorkerTargets.All,
        .. InspectionTargets.All,
        new MlBomTarget(),
        new JobTarget(),
        .. TapTarget.All,
        new AnswerReportTarget(),
        .. CborTargets.All,
        new CoseTarget(),
        .. TpmTargets.All,
        new TpmAnswerTarget(),
        .. AttestationTarget.All,
        new HubStatementTarget(),
        new OmsBundleTarget(),
        new OmsStatementTarget(),
        new ModelWalkTarget(),
        new WholeModelTarget(),
        new TensorTarget(),
        new NpyTarget(),
        new RevealReportTarget(),
        .. RecordTargets.All,
        new VarlinkTarget(),
        new HttpAnswerTarget(),
        .. TextTargets.All,
    ];

    public static FuzzTarget Named(string name) => All.SingleOrDefault(target => target.Name == name) ?? throw new ArgumentException($"{name}: one of {string.Join(", ", All.Select(target => target.Name))}");
}
