using System.Formats.Cbor;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Cbor;

namespace MLSecOps.Formats.Eat;

/// <summary>The claim <c>answers</c>: <c>[profile, [*[*bstr]]]</c>.</summary>
internal static class ModelAnswersCodec
{
    public static void Write(CborWriter writer, ModelAnswers answers)
    {
        writer.WriteStartArray(2);
        writer.WriteTextString(answers.Profile);
        writer.WriteStartArray(answers.Inputs.Count);
        foreach (IReadOnlyList<ReadOnlyMemory<byte>> outputs in answers.Inputs)
        {
            writer.WriteStartArray(outputs.Count);
            foreach (ReadOnlyMemory<byte> output in outputs)
            {
                writer.WriteByteString(output.Span);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        writer.WriteEndArray();
    }

    /// <summary>Reads the claim; null after a fault. Outputs alias the message.</summary>
    public static ModelAnswers? Read(CborCursor cursor)
    {
        long start = cursor.Offset;
        cursor.EnterArray(2, 2, "a pair of profile and answers");
        string profile = cursor.Text(EvidenceLimits.ProfileLength, EatNames.IsProfile, "an execution profile");
        List<List<ReadOnlyMemory<byte>>> inputs = EatParts.List(
            cursor, 1, EvidenceLimits.Answers, "a list of answers",
            static answer => EatParts.List(answer, 0, EvidenceLimits.Outputs, "a list of outputs", static output => output.Bytes(1, EvidenceLimits.AnswerBytes, "an output")));
        cursor.LeaveArray();
        ModelAnswers answers = new(profile, inputs);
        if (cursor.Fault is null && answers.Bytes > EvidenceLimits.AnswerBytes)
        {
            cursor.FailAt(start, EvidenceReasons.CborLimit, $"at most {EvidenceLimits.AnswerBytes} bytes of answers of one model", $"{answers.Bytes}");
        }

        return cursor.Fault is null ? answers : null;
    }
}
