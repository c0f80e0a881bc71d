using MLSecOps.Core.Bytes;
using MLSecOps.Formats.Worker;
using MLSecOps.Fuzz.Engine;
using MLSecOps.Fuzz.Grammars;

namespace MLSecOps.Fuzz.Targets;

/// <summary>The frames of a job, walked as the worker walks them. Heads that are accepted lie within the limits and are, written again, the same bytes.</summary>
internal sealed class JobTarget : FuzzTarget
{
    public override string Name => "job";

    public override IGrammar? Grammar => null;

    public override int LeastOutcomes => 6;

    public override Reading Read(ReadOnlyMemory<byte> input)
    {
        if (input.Length < JobFraming.HeadBytes)
        {
            return new Reading(false, "short", null, null);
        }

        if (!JobFraming.ReadHead(input.Span[..JobFraming.HeadBytes]).TryGet(out int count, out FormatFault? fault))
        {
            return Reading.Of<JobPart>(fault, _ => { });
        }

        List<(JobPart Part, ReadOnlyMemory<byte> Head)> parts = [];
        int at = JobFraming.HeadBytes;
        for (int index = 0; index < count; index++)
        {
            ReadOnlyMemory<byte> rest = input[at..];
            if (rest.Length < JobFraming.PartHeadBytes)
            {
                return new Reading(false, "cut in a head", null, null);
            }

            ReadOnlyMemory<byte> head = rest[..JobFraming.PartHeadBytes];
            if (!JobFraming.ReadNameLength(head.Span).TryGet(out int length, out fault))
            {
                return Reading.Of<JobPart>(fault, _ => { });
            }

            int end = JobFraming.PartHeadBytes + length;
            if (rest.Length < end)
            {
                return new Reading(false, "cut in a name", null, null);
            }

            if (!JobFraming.ReadPart(head.Span, rest.Span[JobFraming.PartHeadBytes..end]).TryGet(out JobPart? part, out fault))
            {
                return Reading.Of<JobPart>(fault, _ => { });
            }

            if (part.Length > rest.Length - end)
            {
                return new Reading(false, "cut in a part", null, null);
            }

            parts.Add((part, rest[..end]));
            at += end + (int)part.Length;
        }

        return new Reading(true, at == input.Length ? "accepted" : "accepted, and more", null, () => Check(parts));
    }

    public override IEnumerable<(string Name, byte[] Content)> MakeSeeds()
    {
        byte[] model = [8, 8, 0x3a, 0], suite = "{}"u8.ToArray();
        yield return ("valid-whole", Build((JobPartKind.Model, "model.onnx", model), (JobPartKind.Suite, "suite.json", suite), (JobPartKind.Vector, "a/input_0.pb", [8, 1]), (JobPartKind.ExternalData, "weights.bin", [1, 2, 3])));
        yield return ("valid-inspection", Build((JobPartKind.InspectionJob, "job.json", suite), (JobPartKind.InspectionPolicy, "inspection.json", suite), (JobPartKind.BillOfMaterials, "mlbom.json", suite)));
        yield return ("valid-model", Build((JobPartKind.Model, "m", model)));
    }

    private static byte[] Build(params (JobPartKind Kind, string Name, byte[] Content)[] parts) =>
        [.. JobFraming.WriteHead(parts.Length), .. parts.SelectMany(part => (byte[])[.. JobFraming.WritePart(new JobPart(part.Kind, part.Name, part.Content.Length)), .. part.Content])];

    private static void Check(List<(JobPart Part, ReadOnlyMemory<byte> Head)> parts)
    {
        BrokenInvariantException.Unless(parts.Count is >= 1 and <= JobLimits.Parts, "limit of parts");
        foreach ((JobPart part, ReadOnlyMemory<byte> head) in parts)
        {
            BrokenInvariantException.Unless(part.Length >= 0 && part.Length <= JobLimits.Of(part.Kind) && JobFraming.IsName(part.Name), "limits of a part");
            BrokenInvariantException.UnlessSame(head.Span, JobFraming.WritePart(part), "a head is written as it was read");
        }
    }
}
