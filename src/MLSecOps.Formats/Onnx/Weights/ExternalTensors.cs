using System.Globalization;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Inspection;
using MLSecOps.Formats.Inspection.Rules;
using MLSecOps.Formats.Onnx.Graph;

namespace MLSecOps.Formats.Onnx.Weights;

/// <summary>Finds the bytes of tensors that keep them in other files, among the files that were given and nowhere else.</summary>
/// <remarks>
/// onnx.proto, TensorProto.external_data, as ONNX Runtime reads it: a length that is not stated is the tensor's, one that is stated must be the tensor's, attributes that it
/// does not know are refused. Stricter only where readers differ: an attribute stated twice, and data both inside and outside the model. Ranges may be shared and may overlap.
/// A location is a key into the given files and never a path: whatever it says, no other file is reached by it.
/// </remarks>
internal static class ExternalTensors
{
    private const int MostNamed = 8;

    /// <summary>What can be wrong with external data; every other fault is one of the model's encoding.</summary>
    public static IReadOnlyList<Reason> Reasons { get; } = [RehearsalReasons.ExternalDataMissing, RehearsalReasons.ExternalDataMalformed];

    /// <summary>Where the model's external tensors begin in its file, each with its bytes; the bytes alias the files.</summary>
    /// <param name="model">A walked model; untrusted.</param>
    /// <param name="files">Contents by location; untrusted.</param>
    /// <returns>By <see cref="TensorRow.Start"/>; empty for a model that is whole by itself. A fault names the missing files, or the first tensor that is wrong.</returns>
    public static Parsed<SortedList<long, ReadOnlyMemory<byte>>> Find(ModelTables model, IReadOnlyDictionary<string, byte[]> files)
    {
        if (ExternalData.Locations(model).Where(location => !files.ContainsKey(location)).ToArray() is { Length: > 0 } missing)
        {
            return new FormatFault(
                RehearsalReasons.ExternalDataMissing, 0, null, string.Join(' ', missing.Take(MostNamed)) + (missing.Length > MostNamed ? $" and {missing.Length - MostNamed} more" : ""));
        }

        SortedList<long, ReadOnlyMemory<byte>> found = new();
        for (int row = 0; row < model.Tensors.Count; row++)
        {
            TensorRow tensor = model.Tensors[row];
            if (!tensor.IsExternal)
            {
                continue;
            }

            ExternalReference reference = ExternalData.Of(model, tensor);
            byte[] file = files[reference.Location];
            if (Fault(model, tensor, reference, file.Length, out int bytes) is { } fault)
            {
                return new FormatFault(RehearsalReasons.ExternalDataMalformed, tensor.Start, fault, Locations.OfTensor(model, row));
            }

            found.Add(tensor.Start, file.AsMemory((int)reference.Offset, bytes));
        }

        return found;
    }

    private static string? Fault(ModelTables model, in TensorRow tensor, ExternalReference reference, int fileBytes, out int bytes)
    {
        bytes = 0;
        if (Peculiar(model, tensor))
        {
            return "location, offset, length and checksum, each once";
        }

        if (tensor.RawLength >= 0 || tensor.TypedField != 0)
        {
            return "data in one place";
        }

        if (TensorWidth.Bits(tensor.DataType) == 0 || tensor.Elements < 0 || TensorWidth.Bytes(tensor.DataType, tensor.Elements) is not { } needed)
        {
            return "an element type and a shape that have a size";
        }

        if (reference.Length != -1 && reference.Length != needed)
        {
            return Text($"a length of {needed} bytes, as the tensor has");
        }

        // Neither sum nor difference overflows: the file has at most 2^31 bytes, and a negative offset is refused first.
        if (reference.Offset < 0 || reference.Offset > fileBytes || needed > fileBytes - reference.Offset)
        {
            return Text($"{needed} bytes inside a file of {fileBytes} bytes");
        }

        bytes = (int)needed;
        return null;
    }

    private static bool Peculiar(ModelTables model, in TensorRow tensor)
    {
        int seen = 0;
        for (int row = tensor.FirstExternal; row >= 0; row = model.ExternalEntries[row].Next)
        {
            int key = model.ExternalEntries[row].Key;
            int bit = model.Names.Is(key, "location"u8) ? 1 : model.Names.Is(key, "offset"u8) ? 2 : model.Names.Is(key, "length"u8) ? 4 : model.Names.Is(key, "checksum"u8) ? 8 : 0;
            if (bit == 0 || (seen & bit) != 0)
            {
                return true;
            }

            seen |= bit;
        }

        return false;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
