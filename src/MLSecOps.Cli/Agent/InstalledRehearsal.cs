using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Contracts.Varlink;
using MLSecOps.Core.Findings;

namespace MLSecOps.Cli.Agent;

/// <summary>What the agent says of a rehearsal that it was asked for, for people and programs.</summary>
internal static class InstalledRehearsal
{
    /// <summary>The outcome of a reply. Words that this version does not know are not good.</summary>
    /// <param name="socket">Whom we asked.</param>
    /// <param name="reply">The agent's words; untrusted.</param>
    public static Outcome Of(string socket, RehearseModelReply reply)
    {
        bool passed = reply.Outcome == Words.Of(CheckOutcome.Passed);
        bool failed = reply.Outcome == Words.Of(CheckOutcome.Failed);
        RehearseDocument document = new()
        {
            Schema = Schemas.Rehearse,
            Ok = true,
            Verdict = passed ? Words.Trusted : failed ? Words.Rejected : Words.Inconclusive,
            Socket = socket,
            Model = reply.Model,
            Release = reply.Release,
            Engine = reply.Engine,
            Enrolled = reply.Enrolled,
            Ended = reply.Ended,
        };
        string subject = $" {reply.Model} (release {reply.Release})";
        List<Line> lines =
        [
            $"engine    {reply.Engine ?? "nothing ran"}",
            $"ended     {reply.Ended}",
        ];
        if (passed)
        {
            string answers = reply.Enrolled ? "every bit as enrolled on this device" : "within their tolerances; exact answers are not enrolled";
            return new Outcome(document, [.. lines, $"answers   {answers}", new Line(subject, "PASSED", Tone.Good)]);
        }

        Reason reason = failed
            ? StatusVerdict.Known(reply.Reason, ReasonClass.Rejected, CommandReasons.ModelRejected)
            : StatusVerdict.Known(reply.Reason, ReasonClass.Inconclusive, CommandReasons.ModelUndecided);
        return Outcome.Failed(
            document,
            [.. lines, failed ? new Line(subject, "FAILED", Tone.Bad) : new Line(subject, "NOT DECIDED", Tone.Open)],
            new Failure(reason, $"{reply.Model} on this device does not pass its rehearsal: {reason.Title}"));
    }
}
