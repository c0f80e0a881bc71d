namespace MLSecOps.Formats.Inspection.Flow;

/// <content>Loops, and operators that take or write at places.</content>
internal sealed partial class FactPass
{
    private FlowFacts Repeat(int point, ReadOnlySpan<int> operands)
    {
        int control = operands[0] >= 0 && IsTrigger(operands[0]) ? operands[0] : operands[1] >= 0 && IsTrigger(operands[1]) ? operands[1] : -1;
        return control >= 0 && operands[2] >= 0 && operands[3] >= 0
            ? Switch(point, control, operands[2], operands[3])
            : Mixed(point, operands[2..]);
    }

    private FlowFacts Select(int point, ReadOnlySpan<int> operands)
    {
        int data = operands.Length > 0 ? operands[0] : -1;
        FlowFacts facts = data < 0 ? FlowFacts.Empty : _facts[data];
        facts.IsConstant = false;
        int control = -1;
        for (int index = 1; index < operands.Length; index++)
        {
            if (operands[index] >= 0)
            {
                facts.Source |= _facts[operands[index]].Source;
                control = IsTrigger(operands[index]) ? operands[index] : control;
            }
        }

        if (control < 0)
        {
            // A fixed region, or the rows of an embedding.
            if (data >= 0 && !_facts[data].IsConstant)
            {
                facts.Reach = Reach.Whole;
                facts.DecisionReach = facts.Decision == Decision.None ? facts.DecisionReach : Reach.Whole;
            }
            else if (operands.Length > 1 && operands[1] >= 0)
            {
                facts.Reach = _facts[operands[1]].Reach;
            }

            return facts;
        }

        FlowFacts decided = _facts[control];
        if (data >= 0 && IsDeep(data))
        {
            if (facts.IsMixed || decided.Payload == Payload.Pattern)
            {
                Add(new Merge(point, MergeKind.Index, control, data, -1, facts.IsMixed ? Payload.Pattern : decided.Payload, !facts.IsMixed));
            }

            return facts with { Decision = Decision.None, IsMixed = false };
        }

        // A table that a decision looks up.
        Carry(ref facts, decided);
        facts.Payload = data >= 0 && _facts[data].IsConstant && _constants.Of(data).IsUniform ? Payload.Uniform : Payload.Pattern;
        facts.Gain = Math.Max(facts.Gain, Largest(data));
        facts.Reach = decided.Reach;
        return facts;
    }

    private FlowFacts Scatter(int point, ReadOnlySpan<int> operands)
    {
        (int data, int place, int value) = (operands[0], operands[1], operands[2]);
        int control = place >= 0 && IsTrigger(place) ? place : value >= 0 && IsTrigger(value) ? value : -1;
        FlowFacts facts = Mixed(point, []);
        foreach (int operand in operands)
        {
            facts.Source |= operand < 0 ? FlowSource.None : _facts[operand].Source;
        }

        facts.Reach = ReachOf(data);
        if (control < 0)
        {
            facts.IsMixed = IsDeep(data) != IsDeep(value);
            return facts;
        }

        bool whole = _facts[control].DecisionReach != Reach.Elementwise;
        Payload payload = whole ? Payload.Pattern : (Payload)Math.Max((byte)_facts[control].Payload, (byte)PayloadOf(value));
        if (IsDeep(data) || (data >= 0 && _facts[data] is { IsConstant: false, Decision: Decision.None, IsData: true }))
        {
            Add(new Merge(point, MergeKind.Write, control, data, value == control ? -1 : value, payload, false));
            return facts;
        }

        Carry(ref facts, _facts[control]);
        facts.Payload = payload;
        return facts;
    }
}
