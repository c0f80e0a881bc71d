using MLSecOps.Contracts.Journal;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.EdgeAgent.Spool;
using MLSecOps.TestKit;

namespace MLSecOps.EdgeAgent.Tests.Spool;

/// <summary>A disk that is really full, below the quota: a small one in memory, which only root may mount.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly ChainFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_full_disk_costs_payloads_that_are_said_and_no_link()
    {
        Assert.SkipUnless(Environment.UserName == "root", "only root may mount a small disk");
        await ToolRun.Must("mount", "-t", "tmpfs", "-o", "size=384k,mode=700", "mlsec-test", _folder.Layout.Root);
        try
        {
            string filler = Path.Combine(_folder.Layout.Root, "filler");
            File.WriteAllBytes(filler, new byte[128 << 10]);
            RecordChain chain = _folder.Open();
            int refused = Fill(chain, 400);
            Assert.True(refused > 0, "the disk never was so full that not even a link fitted");
            Assert.Contains(ChainFolder.All(chain), record => record.Payload is null);

            File.Delete(filler);
            Assert.Equal(0, Fill(chain, 1));
            Check(ChainFolder.All(chain), 401, refused);

            // The same after a crash, though the disk was full in between.
            RecordChain again = _folder.Open();
            Assert.Equal(0, Fill(again, 1));
            Check(ChainFolder.All(again), 402, refused);
        }
        finally
        {
            await ToolRun.Must("umount", _folder.Layout.Root);
        }
    }

    private static int Fill(RecordChain chain, int records)
    {
        int refused = 0;
        for (int i = 0; i < records; i++)
        {
            refused += chain.Append(RecordTypes.Finding, i % 3 == 0 ? EventSeverity.Critical : EventSeverity.Info, ChainFolder.Text(new string('x', 2000)), "vision") is AppendAttempt.Refused ? 1 : 0;
        }

        return refused;
    }

    private static void Check(IReadOnlyList<SpooledRecord> pending, int findings, int refused)
    {
        Assert.Equal(findings - refused, pending.Count(record => record.Link.Type == RecordTypes.Finding));
        Assert.Equal(Enumerable.Range(1, pending.Count).Select(i => (long)i), pending.Select(record => record.Link.Sequence));
        ChainFolder.AssertChained(pending);
        QuotaTests.AssertAllSaid(pending, refused);
    }
}
