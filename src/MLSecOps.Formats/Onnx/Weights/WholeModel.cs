using System.Globalization;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Onnx.Graph;

namespace MLSecOps.Formats.Onnx.Weights;

/// <summary>Puts the external data of a model into the model, so that it is whole by itself: what an engine without files can load, with the same graph and the same bits.</summary>
/// <remarks>
/// ONNX Runtime can be given files in memory (AddExternalInitializersFromFilesInMemory), but that reaches the main graph's initialisers only and after shapes were inferred from them;
/// tensors of nested graphs, functions and attributes stay without data. A model that is put together is the one that its author would have saved as one file.
/// </remarks>
public static class WholeModel
{
    /// <summary>The most bytes that a model can have: protobuf stops below 2 GiB.</summary>
    public const long MaxBytes = int.MaxValue - 64;

    /// <summary>Puts a model together; O(model + data), one copy of each.</summary>
    /// <param name="model">ONNX; untrusted.</param>
    /// <param name="files">Contents by the location that the model states; untrusted. Those that it does not name are not used.</param>
    /// <returns>
    /// The same array when the model has no external data. A fault: broken protobuf, <see cref="RehearsalReasons.ExternalDataMissing"/>, <see cref="RehearsalReasons.ExternalDataMalformed"/>,
    /// or <see cref="RehearsalReasons.TooLarge"/>. Nothing of the result's size is allocated before all of it was judged.
    /// </returns>
    public static Parsed<byte[]> Compose(byte[] model, IReadOnlyDictionary<string, byte[]> files)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(files);
        var source = new MemoryByteSource(model);
        if (!ModelWalker.Walk(source).TryGet(out ModelTables? tables, out FormatFault? fault)
            || !ExternalTensors.Find(tables, files).TryGet(out SortedList<long, ReadOnlyMemory<byte>>? tensors, out fault))
        {
            return ExternalTensors.Reasons.Contains(fault.Reason) ? fault : fault with { Reason = RehearsalReasons.ProtobufMalformed };
        }

        if (tensors.Count == 0)
        {
            return model;
        }

        var splice = new TensorSplice(model, tensors);
        if (splice.Bytes > MaxBytes)
        {
            return new FormatFault(
                RehearsalReasons.TooLarge, 0, string.Create(CultureInfo.InvariantCulture, $"model and data of at most {MaxBytes} bytes"), splice.Bytes.ToString(CultureInfo.InvariantCulture));
        }

        byte[] whole = splice.ToArray();

        // A tensor that came in pieces, which only a writer of traps makes, may still point outside: nothing that does leaves here.
        return ModelWalker.Walk(new MemoryByteSource(whole)).Match<Parsed<byte[]>>(
            written => written.Tensors.TrueForAll(tensor => !tensor.IsExternal) && written.Tensors.Count == tables.Tensors.Count
                ? whole
                : new FormatFault(RehearsalReasons.ExternalDataMalformed, 0, "tensors in one piece each"),
            broken => broken);
    }
}
