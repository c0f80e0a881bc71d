using System.Text.Json;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Sanity;

namespace MLSecOps.Formats.Worker;

/// <summary>Exact answers in a report: one digest for each vector.</summary>
internal static class ReportedAnswers
{
    private static readonly AnswerDigest Blank = new("", default, 0);

    /// <summary>Reads digests.</summary>
    public static List<AnswerDigest> Read(ref StrictJsonReader json) => json.Objects(
        JobLimits.Parts, ReportMembers.Answer, ReportMembers.AnswerRequired, Blank, static (ref json, answer, member) => member switch
        {
            0 => answer with { Vector = json.Text(JobLimits.ReportTextLength) },
            1 => answer with { Bits = Sha256Digest.TryParseHex(json.Text(2 * Sha256Digest.Size), out Sha256Digest bits) ? bits : throw new MalformedJsonException("64 hexadecimal digits") },
            _ => answer with { Runs = (int)json.Whole(1, SanitySuiteParser.MaxRepeats) },
        });

    /// <summary>Writes the member; nothing where no vector was answered.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<AnswerDigest> answers)
    {
        if (answers.Count == 0)
        {
            return;
        }

        json.WriteStartArray("answers");
        foreach (AnswerDigest answer in answers)
        {
            json.WriteStartObject();
            json.WriteString("vector", ReportTexts.Cut(answer.Vector));
            json.WriteString("sha256", answer.Bits.Hex);
            json.WriteNumber("runs", answer.Runs);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
