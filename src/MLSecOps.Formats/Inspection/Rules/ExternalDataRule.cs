using System.Globalization;
using MLSecOps.Core.Inspection;
using MLSecOps.Formats.Onnx.Graph;

namespace MLSecOps.Formats.Inspection.Rules;

/// <summary>EXT-PATH, EXT-KEYS, EXT-UNSIGNED: where tensors keep their data, wherever they stand. Links are judged by whoever has the files.</summary>
/// <remarks>CVE-2022-25882, CVE-2024-27318, CVE-2025-51480 (paths), GHSA-538c-55jv-c5g9 (attributes), ONNX Runtime #28709 (memory addresses in a location).</remarks>
internal static class ExternalDataRule
{
    private static readonly string[] KnownKeys = ["location", "offset", "length", "checksum", "basepath"];

    internal static void Apply(InspectionContext context)
    {
        Dictionary<string, long>? covered = context.Job.Files?.DistinctBy(file => file.Path).ToDictionary(file => file.Path, file => file.Length, StringComparer.Ordinal);
        string folder = context.Job.Model.Path[..(context.Job.Model.Path.LastIndexOf('/') + 1)];
        for (int row = 0; row < context.Model.Tensors.Count; row++)
        {
            if (context.Model.Tensors[row].IsExternal)
            {
                Apply(context, row, folder, covered);
            }
        }
    }

    private static void Apply(InspectionContext context, int row, string folder, Dictionary<string, long>? covered)
    {
        TensorRow tensor = context.Model.Tensors[row];
        var place = new ModelPlace(PlaceKind.Tensor, row);
        Keys(context, tensor, place);
        ExternalReference reference = ExternalData.Of(context.Model, tensor);
        if (reference.Location.Length == 0)
        {
            context.Add(InspectionRules.ExternalKeys, place, "external data without a location");
            return;
        }

        if (Escape(reference.Location) is { } escape)
        {
            context.Add(InspectionRules.ExternalPath, place, $"{escape}: {reference.Location}");
            return;
        }

        if (covered is null)
        {
            return;
        }

        if (!covered.TryGetValue(folder + reference.Location, out long length))
        {
            context.Add(InspectionRules.ExternalUnsigned, place, $"no signed file {folder + reference.Location}");
        }
        else if (reference.Offset >= 0 && reference.Length >= -1 && Math.Max(0, reference.Length) > length - reference.Offset)
        {
            context.Add(InspectionRules.ExternalKeys, place, string.Create(CultureInfo.InvariantCulture,
                $"bytes {reference.Offset}+{Math.Max(0, reference.Length)} of a file of {length} bytes"));
        }
    }

    private static void Keys(InspectionContext context, in TensorRow tensor, ModelPlace place)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        for (int row = tensor.FirstExternal; row >= 0; row = context.Model.ExternalEntries[row].Next)
        {
            ExternalEntry entry = context.Model.ExternalEntries[row];
            string key = context.Model.Names.Text(entry.Key);
            string value = context.Model.Names.Text(entry.Value);
            string? fault = !KnownKeys.Contains(key, StringComparer.Ordinal) ? $"attribute {key} is not one of {string.Join(", ", KnownKeys)}"
                : !seen.Add(key) ? $"{key} is stated twice"
                : key is "offset" or "length" && ExternalData.Number(value) < 0 ? $"{key} is no number of bytes: {value}"
                : key == "basepath" && Escape(value) is { } escape ? $"basepath: {escape}: {value}"
                : null;
            if (fault is not null)
            {
                context.Add(InspectionRules.ExternalKeys, place, fault);
            }
        }
    }

    /// <summary>Why a location is not a path below the model's folder; null when it is one.</summary>
    internal static string? Escape(string location)
    {
        if (location.Contains("_MEM_ADDR_", StringComparison.Ordinal))
        {
            return "an address in the runtime's memory";
        }

        if (location.Contains("://", StringComparison.Ordinal) || location.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            return "a URL";
        }

        if (location[0] is '/' or '~' || (location.Length > 1 && location[1] == ':' && char.IsAsciiLetter(location[0])))
        {
            return "an absolute path";
        }

        return location.Contains('\\', StringComparison.Ordinal) ? "a backslash"
            : location.Any(char.IsControl) ? "a control character"
            : location.Split('/') is var parts && parts.Contains("..") ? "a step upwards"
            : parts.Any(part => part is "" or ".") ? "an empty step"
            : null;
    }
}
