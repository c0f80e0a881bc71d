using MLSecOps.Cli.Inspection;
using MLSecOps.Contracts.Varlink;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Inspection;
using MLSecOps.Formats.Inspection;

namespace MLSecOps.Cli.Tests.Inspection;

/// <summary>Reports as a worker gives them, for what is printed of them.</summary>
internal static class SampleInspection
{
    private static readonly ModelSummary Model = new(
        8, "pytorch 2.9.0", [new OpsetSummary("", 17)], [new ValueSummary("x", "float32", "[N,3,8,8]")], [new ValueSummary("y", "float32", "[N,10]")],
        [new OperatorCount("", "Conv", 3), new OperatorCount("", "Where", 1)], 4, 1, 0, 6, 1234567, [], 2048, 4096);

    private static readonly InspectionFinding Shadow = new(
        InspectionRules.GraphShadow, InspectionSeverity.Blocking, "graph/Where_7", "the whole output is replaced when a comparison of the input's sum holds",
        ["x", "ReduceSum[3]", "Greater_4 against 812.5", "graph/Where_7", "y"], 0.95);

    public static ModelDifference Difference { get; } = new(
        ["- input x float32 [N,3,8,8]", "+ input x float32 [N,1,8,8]"], [new OperatorChange("", "If", 0, 1), new OperatorChange("com.microsoft", "FusedConv", 12, 11)], ["+ graph/If_12"], ["com.microsoft"],
        new WeightDifference(1, 0, 0, 2, 3, [new WeightChange("fc.weight", 100, 7, 1.5, 0.25), new WeightChange("ids", 4, 1, double.NaN, double.NaN)]));

    public static InspectionOutcome Blocked { get; } = Of("spotter.mlpkg", "model/model v2.onnx", new InspectionReport(
        "0.1.0", [], null,
        [
            Shadow,
            InspectionFinding.Of(InspectionRules.ExternalPath, "graph/initializer/w", "external data at ../../etc/passwd: a step upwards"),
            new InspectionFinding(InspectionRules.Metadata, InspectionSeverity.Warning, "model/metadata_props[0]", "a blob of 4096 or more base64 characters", []),
            InspectionFinding.Of(InspectionRules.OperatorDomain, "graph/Gelu_3", "acme.Gelu is not known: a library with code for it must be loaded (1 node)") with { Waiver = "our own operator, in the image since 1.3" },
            new InspectionFinding(InspectionRules.Metadata, InspectionSeverity.Notice, "model/doc_string", "a URL", []),
        ],
        Model, null, 2));

    public static InspectionOutcome Clean { get; } = Of("model.onnx", null, new InspectionReport("0.1.0", [], null, [], Model, null));

    public static InspectionOutcome Refused { get; } = Of("model.onnx", null, new InspectionReport(
        "0.1.0", [], Check.Fail("inspection.model", "model.onnx", InspectionReasons.TooComplex, "at most 4194304 nodes", "more"), [], null, null));

    /// <summary>Names that move the cursor, turn the reading direction, look like our own words or end a document.</summary>
    public static InspectionOutcome Hostile { get; } = Of("model.onnx", null, new InspectionReport(
        "0.1.0", [], null,
        [
            Shadow with
            {
                Location = "graph/\u001b[2J\u001b[1;1HCLEAN model.onnx",
                Evidence = "\r\nCLEAN model.onnx: 0 blocking findings\u202e",
                Path = ["\u001b]0;title\u0007", "</script><script>alert(1)</script>", "\u2028CLEAN"],
                Waiver = null,
            },
        ],
        Model with { Producer = "\u0000", Inputs = [new ValueSummary("\u200b\u001b[31mx", "float32", "[\n1]")] }, null));

    private static InspectionOutcome Of(string file, string? member, InspectionReport report) => new(
        file, member, report, [new SandboxLayer("landlock", true), new SandboxLayer("worker-filter", true), new SandboxLayer("abstract-sockets", false)], TimeSpan.FromMilliseconds(12));
}
