using MLSecOps.Core.Packages;

namespace MLSecOps.Formats.Documents;

/// <summary>How the manifest's enumerations and names are spelt.</summary>
public static class ManifestNames
{
    /// <summary>The schema's identifier.</summary>
    public const string Schema = "mlsec.model-manifest/1";

    private static readonly (FileRole Role, string Name)[] Roles =
    [
        (FileRole.Model, "model"),
        (FileRole.ExternalData, "external-data"),
        (FileRole.Sanity, "sanity"),
        (FileRole.Baseline, "baseline"),
        (FileRole.Inspection, "inspection"),
        (FileRole.Mlbom, "mlbom"),
        (FileRole.Data, "data"),
    ];

    private static readonly (ModelFormat Format, string Name)[] Formats = [(ModelFormat.Onnx, "onnx"), (ModelFormat.Opaque, "opaque")];

    /// <summary>The role with this name, or null.</summary>
    public static FileRole? FindRole(string name)
    {
        int at = Array.FindIndex(Roles, row => row.Name == name);
        return at < 0 ? null : Roles[at].Role;
    }

    /// <summary>The format with this name, or null.</summary>
    public static ModelFormat? FindFormat(string name)
    {
        int at = Array.FindIndex(Formats, row => row.Name == name);
        return at < 0 ? null : Formats[at].Format;
    }

    /// <summary>The name of a role.</summary>
    public static string Of(FileRole role) => Array.Find(Roles, row => row.Role == role).Name;

    /// <summary>The name of a format.</summary>
    public static string Of(ModelFormat format) => Array.Find(Formats, row => row.Format == format).Name;

    /// <summary>True for a model's slot name: <c>[a-z0-9][a-z0-9-]{0,62}</c>.</summary>
    public static bool IsModel(string name) =>
        name.Length is > 0 and <= Limits.NameBytes && name[0] != '-' && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    /// <summary>True for the name of a fleet or of hardware: <c>[A-Za-z0-9][A-Za-z0-9._-]{0,62}</c>; letter case counts.</summary>
    public static bool IsLabel(string name) =>
        name.Length is > 0 and <= Limits.NameBytes && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}
