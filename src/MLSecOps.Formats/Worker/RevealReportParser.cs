using System.Buffers.Binary;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Fingerprints;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Formats.Worker;

/// <summary>Reads a worker's report of the job <c>reveal</c>, see <see cref="RevealReportWriter"/>. Strict and bounded.</summary>
public static class RevealReportParser
{
    private static readonly string[] InterfaceMembers = ["inputs", "outputs", "samples", "copies"];
    private static readonly string[] ValueMembers = ["name", "type", "shape"];
    private static readonly string[] CopyMembers = [.. BitClasses.All.Select(BitClasses.Name)];

    internal static ReadOnlySpan<byte> Magic => "MLSECRV1"u8;

    /// <summary>Reads a report. Input is untrusted; so are all texts and numbers in the result.</summary>
    public static Parsed<RevealReport> Parse(ReadOnlySpan<byte> input)
    {
        if (input.Length > RevealLimits.ReportBytes || !input.StartsWith(Magic))
        {
            return Fault(0, "a report");
        }

        ReadOnlySpan<byte> rest = input[Magic.Length..];
        if (!TryTake(ref rest, out ReadOnlySpan<byte> report) || !TryTake(ref rest, out ReadOnlySpan<byte> described))
        {
            return Fault(input.Length - rest.Length, "a part of the stated length");
        }

        if (!RehearsalReportParser.Parse(report).TryGet(out RehearsalReport? said, out FormatFault? fault))
        {
            return fault;
        }

        if (described.IsEmpty)
        {
            return rest.IsEmpty ? new RevealReport(said, null, null) : Fault(input.Length - rest.Length, "the end of the report");
        }

        return StrictJsonReader.Parse(described, RevealLimits.InterfaceBytes, RehearsalReasons.ReportMalformed, Interface).TryGet(out Described? known, out fault)
            ? Measured(said, known, rest, input.Length - rest.Length)
            : fault;
    }

    private static Parsed<RevealReport> Measured(RehearsalReport said, Described known, ReadOnlySpan<byte> rest, long offset)
    {
        var model = new ModelInterface(known.Inputs, known.Outputs);
        if (known.Samples == 0)
        {
            return rest.IsEmpty && known.Copies.Count == 0 ? new RevealReport(said, model, null) : Fault(offset, "the end of the report");
        }

        long count = (RevealedMargins.OwnRows + (long)known.Copies.Count) * known.Samples;
        if (count > RevealLimits.Margins || rest.Length != count * sizeof(float))
        {
            return Fault(offset, $"{count} margins");
        }

        float[] values = new float[count];
        for (int index = 0; index < values.Length; index++)
        {
            values[index] = BinaryPrimitives.ReadSingleLittleEndian(rest[(index * sizeof(float))..]);
            if (!(values[index] >= 0))
            {
                return Fault(offset + (index * sizeof(float)), "a margin of at least 0");
            }
        }

        return new RevealReport(said, model, new RevealedMargins(known.Samples, known.Copies, values));
    }

    private static bool TryTake(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> part)
    {
        part = default;
        if (rest.Length < sizeof(int))
        {
            return false;
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(rest);
        if (length < 0 || length > rest.Length - sizeof(int))
        {
            return false;
        }

        part = rest.Slice(sizeof(int), length);
        rest = rest[(sizeof(int) + length)..];
        return true;
    }

    private static Described Interface(ref StrictJsonReader json) => json.Object(
        InterfaceMembers, 2, new Described([], [], 0, []), static (ref json, known, member) => member switch
        {
            0 => known with { Inputs = Values(ref json) },
            1 => known with { Outputs = Values(ref json) },
            2 => known with { Samples = (int)json.Whole(1, RevealLimits.Samples) },
            _ => known with { Copies = Copies(ref json) },
        });

    private static List<ModelValue> Values(ref StrictJsonReader json) => json.Objects(
        RevealLimits.Values, ValueMembers, ValueMembers.Length, new ModelValue("", ElementType.Undefined, []), static (ref json, value, member) => member switch
        {
            0 => value with { Name = json.Text(Onnx.TensorLimits.MaxNameBytes) },
            1 => value with { Type = ElementTypes.Find(json.Text(16)) },
            _ => value with { Shape = [.. json.Wholes(Onnx.TensorLimits.MaxRank).Select(Dimension)] },
        });

    private static long Dimension(Int128 size) => size >= -1 && size <= long.MaxValue ? (long)size : throw new MalformedJsonException("dimensions of at least -1");

    private static List<BitClass> Copies(ref StrictJsonReader json) => json.Object(
        CopyMembers, CopyMembers.Length, new List<BitClass>(), static (ref json, copies, member) =>
        {
            // In the order of the classes, whatever the order of the members: what was drawn first lies first.
            int count = (int)json.Whole(0, RevealLimits.Flips);
            int at = copies.FindLastIndex(copy => copy < (BitClass)member) + 1;
            copies.InsertRange(at, Enumerable.Repeat((BitClass)member, count));
            return copies;
        });

    private static FormatFault Fault(long offset, string expected) => new(RehearsalReasons.ReportMalformed, offset, expected);

    private sealed record Described(IReadOnlyList<ModelValue> Inputs, IReadOnlyList<ModelValue> Outputs, int Samples, List<BitClass> Copies);
}
