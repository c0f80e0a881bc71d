using System.Globalization;
using MLSecOps.Core.Inspection;
using MLSecOps.Core.Tensors;
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
        List<ExternalRange> ranges = [];
        for (int row = 0; row < context.Model.Tensors.Count; row++)
        {
            if (context.Model.Tensors[row].IsExternal)
            {
                Apply(context, row, folder, covered, ranges);
            }
        }

        Overlaps(context, ranges);
    }

    private static void Apply(InspectionContext context, int row, string folder, Dictionary<string, long>? covered, List<ExternalRange> ranges)
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

        if (folder + reference.Location == context.Job.Model.Path)
        {
            context.Add(InspectionRules.ExternalKeys, place, $"the model's own file as external data: {reference.Location}");
        }
        else if (reference.Location.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
        {
            context.Add(InspectionRules.ExternalKeys, InspectionSeverity.Warning, place, $"another model's file as external data: {reference.Location}");
        }

        if (tensor.Type != ElementType.Undefined && TensorWidth.Bits(tensor.DataType) == 0)
        {
            context.Add(InspectionRules.ExternalKeys, place, "external data of a type that can have none");
        }

        // A length that is not stated is the tensor's, or else at least no byte at all.
        long bytes = Math.Max(0, reference.Length >= 0 ? reference.Length : tensor.Elements < 0 ? 0 : TensorWidth.Bytes(tensor.DataType, tensor.Elements) ?? 0);
        if (reference.Offset >= 0 && bytes > long.MaxValue - reference.Offset)
        {
            context.Add(InspectionRules.ExternalKeys, place, string.Create(CultureInfo.InvariantCulture, $"bytes {reference.Offset}+{bytes} overflow"));
            return;
        }

        if (reference.Offset >= 0 && bytes > 0)
        {
            ranges.Add(new ExternalRange(row, reference.Location, reference.Offset, reference.Offset + bytes));
        }

        if (covered is null)
        {
            return;
        }

        if (!covered.TryGetValue(folder + reference.Location, out long length))
        {
            context.Add(InspectionRules.ExternalUnsigned, place, $"no signed file {folder + reference.Location}");
        }
        else if (reference.Offset >= 0 && reference.Length >= -1 && bytes > length - reference.Offset)
        {
            context.Add(InspectionRules.ExternalKeys, place, string.Create(CultureInfo.InvariantCulture,
                $"bytes {reference.Offset}+{bytes} of a file of {length} bytes"));
        }
    }

    // Tensors that share their data have the same range; parts in common are no writer's doing.
    private static void Overlaps(InspectionContext context, List<ExternalRange> ranges)
    {
        ranges.Sort((one, other) => string.CompareOrdinal(one.Location, other.Location) is not 0 and int order ? order
            : one.Start != other.Start ? one.Start.CompareTo(other.Start)
            : other.End.CompareTo(one.End));
        int last = 0;
        for (int index = 1; index < ranges.Count; index++)
        {
            ExternalRange before = ranges[last], range = ranges[index];
            if (before.Location == range.Location && range.Start < before.End && (range.Start != before.Start || range.End != before.End))
            {
                context.Add(InspectionRules.ExternalKeys, InspectionSeverity.Warning, new ModelPlace(PlaceKind.Tensor, range.Row), string.Create(CultureInfo.InvariantCulture,
                    $"bytes {range.Start} to {range.End} of {range.Location} overlap those of {Locations.OfTensor(context.Model, before.Row)}, {before.Start} to {before.End}"));
            }

            last = before.Location == range.Location && before.End > range.End ? last : index;
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
                : key == "checksum" && (value.Length > 128 || !value.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is ':' or '-' or '+' or '/' or '=' or '_')) ? "checksum is none"
                : null;
            if (fault is not null)
            {
                context.Add(InspectionRules.ExternalKeys, place, fault);
            }
            else if (key == "basepath" && value.Length > 0 && Escape(value) is { } escape)
            {
                context.Add(InspectionRules.ExternalPath, place, $"basepath: {escape}: {value}");
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

        string[] parts = location.Split('/');
        return location.Contains('\\', StringComparison.Ordinal) ? "a backslash"
            : location.Any(char.IsControl) ? "a control character"
            : location.Any(IsUnseen) ? "a character that is not shown or stands for another"
            : location.Contains(':', StringComparison.Ordinal) ? "a stream of a file"
            : location.Contains("${", StringComparison.Ordinal) || location[0] == '$' || location.Count(letter => letter == '%') > 1 ? "a variable or an encoded character"
            : IsEncoded(location) ? "an encoded character"
            : parts.Contains("..") ? "a step upwards"
            : Array.Exists(parts, part => part is "" or ".") ? "an empty step"
            : Array.Exists(parts, part => part.Trim('.', ' ').Length == 0) ? "a step of dots and spaces, which some systems shorten"
            : Array.Exists(parts, IsDevice) ? "the name of a device"
            : null;
    }

    // Marks of direction and zero width, and letters that look like a dot, a slash or a backslash; U+FFFD stands for bytes that are no UTF-8.
    private static bool IsUnseen(char letter) => char.GetUnicodeCategory(letter) == UnicodeCategory.Format
        || letter is '\uFFFD' or '\u2024' or '\u2025' or '\u2026' or '\uFF0E' or '\u2044' or '\u2215' or '\u29F8' or '\uFF0F' or '\uFF3C' or '\u2216' or '\u29F5' or '\uFE68';

    private static bool IsEncoded(string location)
    {
        for (int at = location.IndexOf('%', StringComparison.Ordinal); at >= 0 && at + 2 < location.Length; at = location.IndexOf('%', at + 1))
        {
            if (char.IsAsciiHexDigit(location[at + 1]) && char.IsAsciiHexDigit(location[at + 2]))
            {
                return true;
            }
        }

        return false;
    }

    // Windows opens the device whatever stands behind a dot.
    private static bool IsDevice(string part)
    {
        string stem = part.Split('.')[0].TrimEnd().ToUpperInvariant();
        return stem is "CON" or "PRN" or "AUX" or "NUL" || (stem.Length == 4 && (stem.StartsWith("COM", StringComparison.Ordinal) || stem.StartsWith("LPT", StringComparison.Ordinal)) && stem[3] is >= '1' and <= '9');
    }

    /// <summary>Bytes of a file that a tensor reads.</summary>
    private readonly record struct ExternalRange(int Row, string Location, long Start, long End);
}
