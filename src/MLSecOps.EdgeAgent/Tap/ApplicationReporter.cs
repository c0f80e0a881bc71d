using System.Globalization;
using MLSecOps.Behaviour.Applications;
using MLSecOps.Contracts.Journal;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Service;

namespace MLSecOps.EdgeAgent.Tap;

/// <summary>Tells people what applications do with models: each change once. Only the desk's thread comes here.</summary>
/// <param name="log">Where it is told.</param>
/// <param name="changed">Called when evidence would say something else than before.</param>
internal sealed class ApplicationReporter(AgentLog log, Action changed)
{
    private readonly Dictionary<long, (Reason? Served, Reason? Audited)> _told = [];
    private readonly Dictionary<string, ModelBehaviour> _models = new(StringComparer.Ordinal);
    private bool _crowded;

    /// <summary>An application opened a model.</summary>
    public void Opened(ApplicationStanding application) => Write(ApplicationEvents.Opened, application, null, null);

    /// <summary>The executable of an application was measured, which evidence states. From any thread.</summary>
    public void Measured() => changed();

    /// <summary>An application opened a model and there is no room to watch it. Told once until there is room again: whoever opens without end must not fill the journal.</summary>
    public void Unwatched(ApplicationStanding application)
    {
        if (!_crowded)
        {
            Write(ApplicationEvents.NotExamined, application, ApplicationReasons.TooMany, null);
        }

        _crowded = true;
    }

    /// <summary>It closed it, or it ended.</summary>
    public void Closed(ApplicationStanding application)
    {
        _told.Remove(application.Number);
        _crowded = false;
        Write(ApplicationEvents.Closed, application, null, null);
    }

    /// <summary>What is known of an application may be something else than before.</summary>
    public void Changed(ApplicationStanding application)
    {
        (Reason? served, Reason? audited) = _told.GetValueOrDefault(application.Number);
        served = Tell(application, application.Served, served);
        // What both have in common is told once.
        audited = application.Audited.Reason == application.Served.Reason ? application.Audited.Reason : Tell(application, application.Audited, audited);
        _told[application.Number] = (served, audited);
    }

    /// <summary>What is known of models may be something else than before.</summary>
    public void Models(IReadOnlyList<ApplicationStanding> applications, Func<string, SlotState?> slotOf)
    {
        bool other = false;
        foreach (string model in applications.Select(one => one.Opened.Model).Union(_models.Keys).ToList())
        {
            ModelBehaviour now = ModelBehaviour.Of([.. applications.Where(one => one.Opened.Model == model)], slotOf(model)?.Current?.Id);
            ModelBehaviour before = _models.GetValueOrDefault(model, ModelBehaviour.None);
            other |= now.Served.Outcome != before.Served.Outcome || now.Served.Reason != before.Served.Reason
                || now.Audited.Outcome != before.Audited.Outcome || now.Audited.Reason != before.Audited.Reason || now.Rehearsed != before.Rehearsed;
            if (now.Served.Outcome == CheckOutcome.Passed && before.Served.Outcome != CheckOutcome.Passed && now.Audited.Outcome != CheckOutcome.Failed)
            {
                log.Write(new LogEntry(ApplicationEvents.Answers) { Model = model, Phase = slotOf(model)?.Phase, Release = slotOf(model)?.Current?.Id, Detail = now.Served.Detail });
            }

            _models[model] = now;
        }

        if (other)
        {
            changed();
        }
    }

    private Reason? Tell(ApplicationStanding application, BehaviourResult result, Reason? told)
    {
        if (result.Reason == told)
        {
            return told;
        }

        // That not enough is known yet is no news; that a watch goes on is told of the model.
        if (result.Reason is { } reason && reason != ApplicationReasons.Pending && reason != RehearsalReasons.SuiteMissing)
        {
            Write(result.Outcome == CheckOutcome.Failed ? ApplicationEvents.Deviates : ApplicationEvents.NotExamined, application, reason, result.Detail);
        }

        return result.Reason;
    }

    private void Write(JournalEvent what, ApplicationStanding application, Reason? reason, string? detail)
    {
        string who = string.Create(CultureInfo.InvariantCulture, $"{(application.Program.Length == 0 ? "process" : application.Program)} (process {application.Opened.Caller.ProcessId}, user {application.Opened.Caller.UserId})");
        log.Write(new LogEntry(what)
        {
            Model = application.Opened.Model,
            Reason = reason,
            Release = application.Opened.Release,
            Detail = detail is null ? who : $"{who}: {detail}",
        });
    }
}
