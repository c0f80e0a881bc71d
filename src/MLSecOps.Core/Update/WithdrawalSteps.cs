namespace MLSecOps.Core.Update;

/// <summary>The steps that publisher and root cause from afar: recalls, least releases, a floor that was poisoned.</summary>
internal static class WithdrawalSteps
{
    // What is on its way is refused in the same step, even past its rehearsal; what is current is not handed out any more, and
    // left for the release that the publisher names where that is the confirmed one. In mode observe it is told and left.
    public static UpdateStep BulletinChanged(SlotState state, ModelBulletin bulletin, UpdatePolicy policy)
    {
        if (bulletin == state.Bulletin)
        {
            return new(state, []);
        }

        bool known = state.Withdrawal is { } before && before == bulletin.Refuse(state.Current!.Id);
        SlotState next = state with { Bulletin = bulletin };
        List<UpdateEffect> effects = [];
        if (next.Candidate is { } candidate && bulletin.Refuse(candidate.Claimed) is { } refusal)
        {
            UpdateStep refused = CandidateSteps.Refuse(next, refusal, UpdateReport.Refused);
            next = refused.State;
            effects.AddRange(refused.Effects);
            if (next.Current is { } stays)
            {
                // Its switch may be on its way: the link is put right behind it.
                effects.Add(new UpdateEffect.Switch(stays.Id));
            }
        }

        if (next.Withdrawal is not { } withdrawal || known)
        {
            return new(next, effects);
        }

        ReleaseId current = next.Current!.Id;
        effects.Add(new UpdateEffect.Report(UpdateReport.Withdrawn, current, withdrawal));
        next = next with { LastFailure = withdrawal };
        return policy.Enforce && bulletin.FallbackFor(current) is { } fallback && next.Confirmed?.Id == fallback && UpdateMachine.RollBack(next) is UpdateStep back
            ? back with { Effects = [.. effects, .. back.Effects] }
            : new(next, effects);
    }

    public static UpdateStep FloorReset(SlotState state, UpdateEvent.FloorReset reset)
    {
        SlotState next = state with { FloorEra = reset.Era, Floor = Math.Min(state.Floor, reset.Release) };
        return new(next, next.Floor == state.Floor ? [] : [new UpdateEffect.Report(UpdateReport.FloorReset, null, null)]);
    }
}
