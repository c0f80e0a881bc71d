using MLSecOps.Core.Inspection;

namespace MLSecOps.Formats.Inspection;

/// <summary>Names of members in job, report and policy; those that must be there come first.</summary>
internal static class InspectionNames
{
    public static readonly string[] Job = ["schema", "model", "compare_weights", "installed", "files"];
    public const int JobRequired = 3;

    public static readonly string[] File = ["path", "offset", "length", "sha256"];
    public const int FileRequired = 3;

    public static readonly string[] Covered = ["path", "length"];
    public const int CoveredRequired = 2;

    public static readonly string[] Policy = ["schema", "domains", "waivers"];
    public const int PolicyRequired = 1;

    public static readonly string[] Domain = ["domain", "operators"];
    public const int DomainRequired = 2;

    public static readonly string[] Waiver = ["rule", "location", "reason"];
    public const int WaiverRequired = 3;

    public static readonly string[] Report = ["schema", "worker", "gaps", "findings", "left_off", "shortened", "refusal", "model", "difference"];
    public const int ReportRequired = 6;

    public static readonly string[] Finding = ["rule", "severity", "location", "evidence", "path", "score", "waiver"];
    public const int FindingRequired = 4;

    public static readonly string[] Model =
    [
        "ir_version", "producer", "opsets", "inputs", "outputs", "operators", "nodes", "graphs", "functions", "initializers", "parameters", "external", "structure_bytes", "bytes_read",
    ];

    public const int ModelRequired = 14;

    public static readonly string[] Opset = ["domain", "version"];
    public const int OpsetRequired = 2;

    public static readonly string[] Value = ["name", "type", "shape"];
    public const int ValueRequired = 3;

    public static readonly string[] Operator = ["domain", "name", "count"];
    public const int OperatorRequired = 3;

    public static readonly string[] External = ["location", "offset", "length"];
    public const int ExternalRequired = 3;

    public static readonly string[] Difference = ["interface", "operators", "control_flow", "domains", "weights"];
    public const int DifferenceRequired = 4;

    public static readonly string[] Change = ["domain", "name", "before", "after"];
    public const int ChangeRequired = 4;

    public static readonly string[] Weights = ["added", "removed", "reshaped", "changed", "same", "largest"];
    public const int WeightsRequired = 6;

    public static readonly string[] Weight = ["name", "elements", "elements_changed", "norm", "difference_norm"];
    public const int WeightRequired = 3;

    /// <summary>The name of a severity.</summary>
    public static string Of(InspectionSeverity severity) => severity switch
    {
        InspectionSeverity.Blocking => "blocking",
        InspectionSeverity.Warning => "warning",
        _ => "notice",
    };

    /// <summary>The severity of a name; null for a name that is none.</summary>
    public static InspectionSeverity? Severity(string name) => name switch
    {
        "blocking" => InspectionSeverity.Blocking,
        "warning" => InspectionSeverity.Warning,
        "notice" => InspectionSeverity.Notice,
        _ => null,
    };
}
