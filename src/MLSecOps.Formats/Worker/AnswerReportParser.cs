using System.Text;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Onnx;

namespace MLSecOps.Formats.Worker;

/// <summary>Reads a report of answers, <see cref="AnswerReportWriter"/>. Strict: runs come in order, each whole, or the report is refused.</summary>
public static class AnswerReportParser
{
    private const int LongestCode = 64;

    /// <summary>Reads a report.</summary>
    /// <param name="input">The worker's standard output; untrusted, as are all texts and numbers in the result.</param>
    /// <param name="runs">How many runs were asked for.</param>
    /// <returns>Exactly so many answers or a refusal; else what is wrong.</returns>
    public static Parsed<AnswerReport> Parse(ReadOnlyMemory<byte> input, int runs)
    {
        if (!ReadParts(input).TryGet(out List<ReadPart>? parts, out FormatFault? fault))
        {
            return fault;
        }

        if (parts is not [{ Kind: JobPartKind.Profile, Name: AnswerReportWriter.Profile } profile, .. var rest]
            || profile.Content.Length == 0 || profile.Content.Span.ContainsAnyExceptInRange((byte)'!', (byte)'~'))
        {
            return Fault(0, "a profile, first");
        }

        string name = Encoding.ASCII.GetString(profile.Content.Span);
        if (rest is [{ Kind: JobPartKind.Failure, Name: AnswerReportWriter.Job } whole])
        {
            return ReadFailure(whole).Match<Parsed<AnswerReport>>(failure => new AnswerReport(name, [], failure), bad => bad);
        }

        List<RunAnswer> answers = [];
        for (int at = 0; at < rest.Count;)
        {
            if (!ReadRun(rest, ref at, answers.Count).TryGet(out RunAnswer? answer, out fault))
            {
                return fault;
            }

            answers.Add(answer);
        }

        return answers.Count == runs ? new AnswerReport(name, answers, null) : Fault(input.Length, $"answers to {runs} runs");
    }

    private static Parsed<RunAnswer> ReadRun(List<ReadPart> parts, ref int at, int run)
    {
        ReadPart first = parts[at];
        if (first.Kind == JobPartKind.Failure && RunName.Parse(first.Name) == run)
        {
            at++;
            return ReadFailure(first).Match<Parsed<RunAnswer>>(failure => new RunAnswer([], failure), fault => fault);
        }

        List<Tensor> outputs = [];
        for (; at < parts.Count && parts[at].Name == new VectorFileName(RunName.Of(run), false, outputs.Count).Name && parts[at].Kind == JobPartKind.Answer; at++)
        {
            if (!TensorProtoReader.Read(parts[at].Content.Span).TryGet(out Tensor? tensor, out FormatFault? fault))
            {
                return fault with { Offset = parts[at].Offset + fault.Offset };
            }

            outputs.Add(tensor);
        }

        return outputs.Count == 0 ? Fault(first.Offset, $"the answer to run {run}")
            : outputs.DistinctBy(output => output.Name).Count() != outputs.Count ? Fault(first.Offset, "outputs with different names")
            : new RunAnswer(outputs, null);
    }

    private static Parsed<AnswerFailure> ReadFailure(ReadPart part)
    {
        int end = part.Content.Span.IndexOf((byte)'\n');
        Reason? reason = end is > 0 and <= LongestCode ? ReasonCatalogue.Find(Encoding.UTF8.GetString(part.Content.Span[..end])) : null;
        return reason is null ? Fault(part.Offset, "the code of a reason") : new AnswerFailure(reason, Encoding.UTF8.GetString(part.Content.Span[(end + 1)..]));
    }

    private static Parsed<List<ReadPart>> ReadParts(ReadOnlyMemory<byte> input)
    {
        if (input.Length < JobFraming.HeadBytes)
        {
            return Fault(0, "a report");
        }

        if (!JobFraming.ReadHead(input.Span[..JobFraming.HeadBytes]).TryGet(out int count, out FormatFault? fault))
        {
            return fault with { Reason = RehearsalReasons.ReportMalformed };
        }

        List<ReadPart> parts = [];
        int at = JobFraming.HeadBytes;
        while (parts.Count < count)
        {
            int start = at;
            if (input.Length - at < JobFraming.PartHeadBytes)
            {
                return Fault(at, "a part");
            }

            ReadOnlySpan<byte> head = input.Span.Slice(at, JobFraming.PartHeadBytes);
            at += JobFraming.PartHeadBytes;
            if (!JobFraming.ReadNameLength(head).TryGet(out int nameLength, out fault) || input.Length - at < nameLength)
            {
                return Fault(start, fault?.Expected ?? "a name");
            }

            ReadOnlySpan<byte> name = input.Span.Slice(at, nameLength);
            at += nameLength;
            if (!JobFraming.ReadPart(head, name).TryGet(out JobPart? part, out fault) || input.Length - at < part.Length)
            {
                return Fault(start, fault?.Expected ?? "the rest of a part");
            }

            parts.Add(new ReadPart(part.Kind, part.Name, at, input.Slice(at, (int)part.Length)));
            at += (int)part.Length;
        }

        return at == input.Length ? parts : Fault(at, "the end of the report");
    }

    private static FormatFault Fault(long offset, string expected) => new(RehearsalReasons.ReportMalformed, offset, expected);

    private sealed record ReadPart(JobPartKind Kind, string Name, int Offset, ReadOnlyMemory<byte> Content);
}
