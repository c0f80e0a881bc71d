using MLSecOps.Contracts.Commands;
using MLSecOps.Contracts.Varlink;
using MLSecOps.Core.Findings;

namespace MLSecOps.Cli.Agent;

/// <summary>What a status amounts to: only a ready agent whose models are all trusted is good.</summary>
internal static class StatusVerdict
{
    /// <summary>The worst of all; null when everything is trusted.</summary>
    public static (Reason Reason, string What)? Of(StatusReply status)
    {
        if (status.Models.FirstOrDefault(model => model.Verdict == Words.Rejected) is { } rejected)
        {
            return (Known(rejected.Reason, ReasonClass.Rejected, CommandReasons.ModelRejected), $"model {rejected.Model} on this device is not trusted");
        }

        if (status.Applications?.FirstOrDefault(one => one is { Served: Words.Failed } or { Audited: Words.Failed }) is { } other)
        {
            return (Known(other.Reason, ReasonClass.Rejected, CommandReasons.ModelRejected), $"an application on this device does not answer like model {other.Model}");
        }

        if (!status.Ready)
        {
            return (CommandReasons.AgentNotReady, "the agent is not ready yet");
        }

        if (status.Models.Count == 0)
        {
            return (CommandReasons.NoModel, "no model is installed");
        }

        // Any other word than trusted is not good, also one that this version does not know.
        return status.Models.FirstOrDefault(model => model.Verdict != Words.Trusted) is { } open
            ? (Known(open.Reason, ReasonClass.Inconclusive, CommandReasons.ModelUndecided), $"model {open.Model} is not judged yet")
            : null;
    }

    // The code comes from outside: it is believed only as far as this program knows it and it means what the verdict says.
    internal static Reason Known(string? code, ReasonClass expected, Reason otherwise) =>
        code is not null && ReasonCatalogue.Find(code) is { } reason && reason.Class == expected ? reason : otherwise;
}
