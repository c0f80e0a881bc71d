using System.Text;

using MLSecOps.Core.Bytes;
using MLSecOps.Formats.Inspection;
using MLSecOps.Formats.Tests.Inspection;
using MLSecOps.Fuzz.Engine;

namespace MLSecOps.Fuzz.Targets;

/// <summary>JSON of the inspection: what the worker is asked, what it answers, and what a publisher says beforehand.</summary>
internal static class InspectionTargets
{
    public static IEnumerable<FuzzTarget> All =>
    [
        new DocumentTarget<InspectionReport>("inspection-report", InspectionReport.Schema, InspectionLimits.ReportBytes, InspectionReportParser.Parse, Write, Reports),
        new DocumentTarget<InspectionJob>("inspection-job", InspectionJob.Schema, InspectionLimits.JobBytes, InspectionJobParser.Parse, Write, Jobs),
        new DocumentTarget<InspectionPolicy>("inspection-policy", InspectionPolicy.Schema, InspectionLimits.PolicyBytes, InspectionPolicyReader.Read, Write, Policies),
    ];

    private static Parsed<ReadOnlyMemory<byte>> Write(InspectionReport report) => InspectionReportWriter.Write(report);

    private static Parsed<ReadOnlyMemory<byte>> Write(InspectionJob job) => InspectionJobWriter.Write(job);

    private static Parsed<ReadOnlyMemory<byte>> Write(InspectionPolicy policy) => InspectionPolicyWriter.Write(policy);

    private static IEnumerable<(string Name, byte[] Content)> Reports()
    {
        yield return ("valid-whole", InspectionReportWriter.Write(SampleReport.Whole).ToArray());
        yield return ("valid-clean", InspectionReportWriter.Write(SampleReport.Clean).ToArray());
        yield return ("valid-refused", InspectionReportWriter.Write(SampleReport.Refused).ToArray());
        yield return ("heavier-than-its-rule", Encoding.ASCII.GetBytes("""{"findings":[{"rule":"IO-DRIFT","severity":"blocking","location":"","evidence":""}]}"""));
    }

    private static IEnumerable<(string Name, byte[] Content)> Jobs()
    {
        var model = new InspectedFile("model.onnx", 1536, 1L << 32);
        yield return ("valid-package", InspectionJobWriter.Write(new InspectionJob(model, model with { Path = "old.onnx", Sha256 = Core.Digests.Sha256Digest.Of([1]) }, [new CoveredFile("weights.bin", 7), new CoveredFile("card.json", 0)], true)).ToArray());
        yield return ("valid-loose", InspectionJobWriter.Write(new InspectionJob(model, null, null, false)).ToArray());
        yield return ("range", Encoding.ASCII.GetBytes("""{"schema":"mlsec.inspection-job/1","model":{"path":"m","offset":9223372036854775807,"length":1}}"""));
    }

    private static IEnumerable<(string Name, byte[] Content)> Policies()
    {
        yield return ("valid-whole", Encoding.ASCII.GetBytes("""
            {"schema":"mlsec.inspection/1",
             "domains":[{"domain":"com.microsoft","operators":["Gelu","FusedConv"]},{"domain":"acme","operators":"*"}],
             "waivers":[{"rule":"GRAPH-SHADOW","location":"graph/If_12","reason":"early exit"},{"rule":"META","location":"model/*","reason":"class names"}]}
            """));
        yield return ("valid-least", Encoding.ASCII.GetBytes("""{"schema":"mlsec.inspection/1"}"""));
        yield return ("everywhere", Encoding.ASCII.GetBytes("""{"schema":"mlsec.inspection/1","waivers":[{"rule":"META","location":"/*","reason":"x"}]}"""));
    }
}
