using System.Collections.Frozen;

namespace MLSecOps.Core.Inspection;

/// <summary>Every rule of the inspection.</summary>
public static class InspectionRules
{
    private static readonly AtlasTechnique UnsafeArtifacts = new("AML.T0011.000", "Unsafe AI Artifacts");
    private static readonly AtlasTechnique ModifyArchitecture = new("AML.T0018.001", "Modify AI Model Architecture");
    private static readonly AtlasTechnique EmbedMalware = new("AML.T0018.002", "Embed Malware");
    private static readonly AtlasTechnique SupplyChain = new("AML.T0010.003", "Model");
    private static readonly AtlasTechnique DenialOfService = new("AML.T0029", "Denial of AI Service");
    private static readonly AtlasTechnique Evade = new("AML.T0015", "Evade AI Model");

    /// <summary>External data is sought outside the model's own folder.</summary>
    public static InspectionRule ExternalPath { get; } = new("EXT-PATH", InspectionSeverity.Blocking, "external data leaves the model's folder", UnsafeArtifacts);

    /// <summary>External data is reached through a link or is no regular file.</summary>
    public static InspectionRule ExternalLink { get; } = new("EXT-LINK", InspectionSeverity.Blocking, "external data is a link or no regular file", UnsafeArtifacts);

    /// <summary>External data has attributes that no runtime knows, or a range outside the file.</summary>
    public static InspectionRule ExternalKeys { get; } = new("EXT-KEYS", InspectionSeverity.Blocking, "external data has unknown attributes or a range outside its file", UnsafeArtifacts);

    /// <summary>External data is not among the signed files.</summary>
    public static InspectionRule ExternalUnsigned { get; } = new("EXT-UNSIGNED", InspectionSeverity.Blocking, "external data is not covered by the signature", SupplyChain);

    /// <summary>The file is an archive or a program, or carries one.</summary>
    public static InspectionRule Archive { get; } = new("ARCHIVE", InspectionSeverity.Blocking, "the file is an archive or a program, not a bare model", UnsafeArtifacts);

    /// <summary>A tensor's shape and bytes disagree, or an operator makes a huge tensor from nothing.</summary>
    public static InspectionRule DimensionBomb { get; } = new("DIM-BOMB", InspectionSeverity.Blocking, "a shape that disagrees with its bytes, overflows or fills the memory", DenialOfService);

    /// <summary>An operator that is not part of ONNX or not known to be harmless.</summary>
    public static InspectionRule OperatorDomain { get; } = new("OP-DOMAIN", InspectionSeverity.Blocking, "an operator outside the allowed domains", UnsafeArtifacts);

    /// <summary>Text fields carry code, archives or large blobs.</summary>
    public static InspectionRule Metadata { get; } = new("META", InspectionSeverity.Blocking, "metadata carries code, archives or large blobs", EmbedMalware);

    /// <summary>Fields that the schema does not know, or that parsers read differently.</summary>
    public static InspectionRule UnknownField { get; } = new("UNKNOWN-FIELD", InspectionSeverity.Blocking, "fields that the schema does not know or that parsers read differently", Evade);

    /// <summary>A part of the graph can answer instead of the network.</summary>
    public static InspectionRule GraphShadow { get; } = new("GRAPH-SHADOW", InspectionSeverity.Blocking, "a branch that the input selects can answer instead of the network", ModifyArchitecture);

    /// <summary>Inputs, outputs, operators or control flow differ from the installed release or the signed card.</summary>
    public static InspectionRule InterfaceDrift { get; } = new("IO-DRIFT", InspectionSeverity.Warning, "interface, operators or control flow differ from the installed release", ModifyArchitecture);

    /// <summary>Weights that do not look like weights.</summary>
    public static InspectionRule Entropy { get; } = new("ENTROPY", InspectionSeverity.Blocking, "weights that do not look like weights", EmbedMalware);

    /// <summary>The bill of materials says something else than the bytes.</summary>
    public static InspectionRule BillOfMaterials { get; } = new("ML-BOM", InspectionSeverity.Blocking, "the bill of materials disagrees with the bytes", SupplyChain);

    /// <summary>All of them, in the order of the reference page.</summary>
    public static IReadOnlyList<InspectionRule> All { get; } =
    [
        ExternalPath, ExternalLink, ExternalKeys, ExternalUnsigned, Archive, DimensionBomb, OperatorDomain, Metadata, UnknownField, GraphShadow, InterfaceDrift, Entropy, BillOfMaterials,
    ];

    private static readonly FrozenDictionary<string, InspectionRule> ById = All.ToFrozenDictionary(rule => rule.Id, StringComparer.Ordinal);

    /// <summary>Finds a rule by its id; null when there is none (the id came from outside).</summary>
    public static InspectionRule? Find(string id) => ById.GetValueOrDefault(id);
}
