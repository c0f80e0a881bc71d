using System.Text;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Onnx;

namespace MLSecOps.Formats.Worker;

/// <summary>Writes a report of answers, framed as a job is (<see cref="JobFraming"/>).</summary>
/// <remarks>
/// <code>
/// report  = profile (failure "job" | run*)
/// run     = answer "RUN/output_0.pb" answer "RUN/output_1.pb" ... | failure "RUN"
/// failure = code "\n" text
/// </code>
/// </remarks>
public static class AnswerReportWriter
{
    /// <summary>The name of the failure that stands for all runs.</summary>
    internal const string Job = "job";

    /// <summary>The name of the part with the profile.</summary>
    internal const string Profile = "profile";

    /// <summary>Writes the report; the launcher's limit on its size is not looked at.</summary>
    public static void Write(AnswerReport report, Stream output)
    {
        List<(JobPartKind Kind, string Name, byte[] Content)> parts = [(JobPartKind.Profile, Profile, Encoding.ASCII.GetBytes(report.Profile))];
        if (report.Refusal is { } refusal)
        {
            parts.Add((JobPartKind.Failure, Job, Text(refusal)));
        }

        for (int run = 0; run < report.Answers.Count; run++)
        {
            if (report.Answers[run].Failure is { } failure)
            {
                parts.Add((JobPartKind.Failure, RunName.Of(run), Text(failure)));
                continue;
            }

            IReadOnlyList<Tensor> outputs = report.Answers[run].Outputs;
            parts.AddRange(outputs.Select((tensor, index) => (JobPartKind.Answer, new VectorFileName(RunName.Of(run), false, index).Name, TensorProtoWriter.Write(tensor))));
        }

        output.Write(JobFraming.WriteHead(parts.Count));
        foreach ((JobPartKind kind, string name, byte[] content) in parts)
        {
            output.Write(JobFraming.WritePart(new JobPart(kind, name, content.Length)));
            output.Write(content);
        }
    }

    private static byte[] Text(AnswerFailure failure) =>
        Encoding.UTF8.GetBytes($"{failure.Reason.Code}\n{(failure.Detail.Length > JobLimits.ReportTextLength ? failure.Detail[..JobLimits.ReportTextLength] : failure.Detail)}");
}
