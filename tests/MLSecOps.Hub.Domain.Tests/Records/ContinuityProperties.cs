using CsCheck;
using MLSecOps.Hub.Domain.Records;

namespace MLSecOps.Hub.Domain.Tests.Records;

/// <summary>What holds for any order in which a network may deliver.</summary>
public sealed class ContinuityProperties
{
    private static readonly Gen<(StoredRecord[] Chain, StoredRecord[] Delivered)> Deliveries =
        from length in Gen.Int[1, 12]
        from again in Gen.Int[0, length - 1].Array[0, 12]
        let chain = Some.Chain(length)
        from delivered in Gen.Shuffle((StoredRecord[])[.. chain, .. again.Select(index => chain[index])])
        select (chain, delivered);

    [Fact]
    public void Any_order_and_repetition_of_a_chain_ends_at_its_end_without_a_fork() => Deliveries.Sample(run =>
    {
        ChainBook book = new ChainBook().TakeAll(run.Delivered);
        Assert.Equal(Some.Position(run.Chain[^1]), book.State.Acknowledged);
        Assert.DoesNotContain(ChainStepKind.Fork, book.Kinds);
        Assert.DoesNotContain(ChainStepKind.EpochBreak, book.Kinds);
        Assert.Equal(run.Delivered.Length - run.Chain.Length, book.Kinds.Count(kind => kind == ChainStepKind.Duplicate));
    });

    [Fact]
    public void What_is_acknowledged_never_goes_back_and_has_no_gap() => Deliveries.Sample(run =>
    {
        ChainBook book = new();
        long before = 0;
        foreach (StoredRecord record in run.Delivered)
        {
            long now = book.Take(record).State.Acknowledged?.Sequence ?? 0;
            Assert.True(now >= before);
            Assert.All(Enumerable.Range(1, (int)now), number => Assert.Equal(run.Chain[number - 1], book.Find(Some.Epoch, number)));
            before = now;
        }
    });

    [Fact]
    public void A_chain_without_one_record_waits_before_it() => Gen.Select(Deliveries, Gen.Int[0, 11]).Sample((run, missing) =>
    {
        missing %= run.Chain.Length;
        ChainBook book = new ChainBook().TakeAll(run.Delivered.Where(record => record.Sequence != missing + 1));
        Assert.Equal(missing, book.State.Acknowledged?.Sequence ?? 0);
        Assert.DoesNotContain(ChainStepKind.Fork, book.Kinds);
    });

    [Fact]
    public void An_altered_record_beside_the_true_one_is_noticed_in_any_order() =>
        (from run in Deliveries
         from index in Gen.Int[0, run.Chain.Length - 1]
         from delivered in Gen.Shuffle((StoredRecord[])[.. run.Delivered, Some.Altered(run.Chain[index])])
         select delivered).Sample(delivered => Assert.Contains(new ChainBook().TakeAll(delivered).Kinds, kind => kind is ChainStepKind.Fork or ChainStepKind.Rewrite));

    [Fact]
    public void An_altered_record_in_place_of_the_true_one_is_a_fork_once_the_next_or_evidence_came() =>
        (from run in Deliveries
         from index in Gen.Int[0, run.Chain.Length - 1]
         select (run, index)).Sample(altered =>
    {
        StoredRecord[] chain = altered.run.Chain;
        ChainBook book = new();
        if (altered.index == chain.Length - 1)
        {
            book.State = book.State with { Committed = Some.Position(chain[^1]) };
        }

        book.TakeAll(altered.run.Delivered.Select(record => record.Sequence == altered.index + 1 ? Some.Altered(record) : record));
        Assert.Contains(ChainStepKind.Fork, book.Kinds);
        Assert.Null(book.State.Authenticated);
    });

    [Fact]
    public void With_evidence_for_its_end_a_whole_chain_is_authenticated_in_any_order() => Deliveries.Sample(run =>
    {
        ChainBook book = new();
        book.State = book.State with { Committed = Some.Position(run.Chain[^1]) };
        book.TakeAll(run.Delivered);
        Assert.Equal(book.State.Committed, book.State.Authenticated);
    });
}
