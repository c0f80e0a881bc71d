using MLSecOps.Core.Findings;
using MLSecOps.EdgeAgent.Documents;
using MLSecOps.EdgeAgent.Store;
using MLSecOps.Formats.Documents;
using MLSecOps.TestKit;

namespace MLSecOps.EdgeAgent.Tests.Documents;

/// <summary>What an administrator brings to trust.d, and what of it survives power cuts.</summary>
public sealed class TrustFolderTests : IAsyncDisposable
{
    private readonly DocumentFleet _fleet = new();
    private readonly TestDevice _device;
    private readonly TrustFolder _folder;

    public TrustFolderTests()
    {
        _device = _fleet.Device();
        _folder = new TrustFolder(() => _device.Settings.Local.Folder, _device.Keeper, () => null, _device.Log);
    }

    public async ValueTask DisposeAsync()
    {
        await _device.DisposeAsync();
        _fleet.Dispose();
    }

    [Fact]
    public void A_device_that_missed_some_updates_takes_all_of_them_in_order()
    {
        _fleet.Bring("a", _fleet.Sign(_fleet.Update with { Version = 3 }));
        _fleet.Bring("b", _fleet.Sign(_fleet.Update with { Version = 2 }));
        _fleet.Bring("c", _fleet.Sign(_fleet.Update));
        _fleet.Bring("bulletin-1", _fleet.Sign(DocumentFleet.Bulletin(1)));
        _fleet.Bring("bulletin-2", _fleet.Sign(DocumentFleet.Bulletin(2)));
        _folder.Scan();
        Assert.Equal((3L, 2L), (_device.Keeper.State.TrustVersion, _device.Keeper.State.Bulletin!.Bulletin.Version));
        int length = _device.JournalText.Length;
        _folder.Scan();
        Assert.Equal(length, _device.JournalText.Length);
    }

    [Fact]
    public void What_is_refused_is_told_once_and_changes_nothing()
    {
        _fleet.Bring("forged", _fleet.Sign(_fleet.Update, SigningAuthority.Create("Test Fleet Root")));
        _fleet.Bring("gap", _fleet.Sign(_fleet.Update with { Version = 2 }));
        File.WriteAllText(Path.Combine(_fleet.TrustFolder, "notes.txt"), "hello");
        File.WriteAllText(Path.Combine(_fleet.TrustFolder, "alone.json"), "{}");
        File.WriteAllText(Path.Combine(_fleet.TrustFolder, "bad.crl"), "no list");
        _folder.Scan();
        _folder.Scan();
        Assert.Equal(0, _device.Keeper.State.TrustVersion);
        foreach (string code in new[] { "SIGNER_CHAIN_UNTRUSTED", "TRUST_VERSION_GAP", "CRL_MALFORMED" })
        {
            Assert.Equal(2, _device.JournalText.Split($"[{code}]").Length);
        }

        Assert.Equal(3, _device.JournalText.Split("[TRUST_FILE_UNKNOWN]").Length);
    }

    [Fact]
    public void Documents_in_force_are_kept_over_a_restart_and_the_loss_of_either_generation()
    {
        _fleet.Bring("one", _fleet.Sign(_fleet.Update));
        _fleet.Bring("bulletin", _fleet.Sign(DocumentFleet.Bulletin(4)));
        _folder.Scan();
        foreach (string file in new[] { "trust.0", "trust.1" })
        {
            string path = Path.Combine(_device.Layout.State, file);
            byte[] whole = File.ReadAllBytes(path);
            for (int length = 0; length < whole.Length; length += 97)
            {
                File.WriteAllBytes(path, whole[..length]);
                TrustStateStore loaded = TrustStateStore.Load(_device.Layout);
                Assert.Equal((1L, 4L, StoreReasons.StateRepaired), (loaded.Loaded.TrustVersion, loaded.Loaded.Bulletin!.Bulletin.Version, loaded.Trouble));
            }

            Assert.Null(TrustStateStore.Load(_device.Layout).Trouble);
        }
    }

    [Fact]
    [RedTeam("G4", "Destroys the record of bulletins, to make a device forget recalls", typeof(TrustStateStore), "STATE_LOST")]
    public void Both_generations_damaged_is_lost_and_never_fresh()
    {
        _fleet.Bring("bulletin", _fleet.Sign(DocumentFleet.Bulletin(4)));
        _folder.Scan();
        foreach (string file in Directory.GetFiles(_device.Layout.State, "trust.*"))
        {
            File.WriteAllBytes(file, File.ReadAllBytes(file)[..20]);
        }

        Assert.Equal(StoreReasons.StateLost, TrustStateStore.Load(_device.Layout).Trouble);
    }

    [Fact]
    public void A_document_that_cannot_be_kept_is_not_acted_on()
    {
        SignedParts bulletin = _fleet.Sign(DocumentFleet.Bulletin(4));
        Directory.Move(_device.Layout.State, _device.Layout.State + ".away");
        Assert.Equal(StoreReasons.StoreFailed, _device.Keeper.ReceiveBulletin(bulletin)!.Reason);
        Assert.Null(_device.Keeper.State.Bulletin);
        Directory.Move(_device.Layout.State + ".away", _device.Layout.State);
        Assert.Null(_device.Keeper.ReceiveBulletin(bulletin));
    }

    [Fact]
    public void A_freeze_is_told_once()
    {
        Assert.Null(_device.Keeper.ReceiveBulletin(_fleet.Sign(DocumentFleet.Bulletin(4))));
        _device.Keeper.TellFreezes();
        Assert.DoesNotContain("[BULLETIN_FROZEN]", _device.JournalText, StringComparison.Ordinal);
        _device.Now = DocumentFleet.Now.AddDays(31);
        _device.Keeper.TellFreezes();
        _device.Keeper.TellFreezes();
        Assert.Equal(2, _device.JournalText.Split("[BULLETIN_FROZEN]").Length);
    }
}
