using MLSecOps.Core.Findings;
using MLSecOps.Core.Inspection;
using MLSecOps.Formats.Inspection;

namespace MLSecOps.Formats.Tests.Inspection;

/// <summary>A report with every member there is.</summary>
internal static class SampleReport
{
    public static ModelSummary Model { get; } = new(
        8, "pytorch 2.9.0", [new OpsetSummary("", 17), new OpsetSummary("com.microsoft", 1)], [new ValueSummary("x", "float32", "[N,3,8,8]")], [new ValueSummary("y", "float32", "[N,10]")],
        [new OperatorCount("", "Conv", 3), new OperatorCount("", "If", 1)], 4, 3, 0, 6, 12345, [new ExternalReference("weights.bin", 0, -1), new ExternalReference("../x", long.MinValue, 4)], 2048, 4096);

    public static ModelDifference Difference { get; } = new(
        ["- input x float32 [N,3,8,8]", "+ input x float32 [N,1,8,8]"], [new OperatorChange("", "If", 0, 1)], ["+ graph/If_12"], ["com.microsoft"],
        new WeightDifference(1, 0, 0, 2, 3, [new WeightChange("w", 100, 7, 1.5, 0.25), new WeightChange("ids", 4, 1, double.NaN, double.NaN)]));

    public static InspectionReport Whole { get; } = new(
        "0.1.0", ["no seccomp"], Check.Fail("inspection.model", "model.onnx", InspectionReasons.TooComplex, "at most 9 nodes", "10"),
        [
            new InspectionFinding(InspectionRules.GraphShadow, InspectionSeverity.Blocking, "graph/If_12", "7 of 10 outputs \"bypass\" the network", ["x", "ReduceMean[3]", "y"], 0.93),
            InspectionFinding.Of(InspectionRules.OperatorDomain, "graph/Gelu_3", "com.microsoft:Gelu") with { Waiver = "ours, reviewed" },
            new InspectionFinding(InspectionRules.Metadata, InspectionSeverity.Notice, "model/metadata_props[0]", "é😀\0", []),
        ],
        Model, Difference, 3);

    public static InspectionReport Clean { get; } = new("0.1.0", [], null, [], Model with { External = [] }, null);

    public static InspectionReport Refused { get; } = new("0.1.0", [], Check.Fail("inspection.model", "model.onnx", InspectionReasons.Malformed), [], null, null);
}
