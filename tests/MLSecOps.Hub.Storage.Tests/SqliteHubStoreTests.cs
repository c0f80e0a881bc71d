using MLSecOps.Hub.Domain.Storage;
using MLSecOps.Hub.Storage.Tests.Contract;
using MLSecOps.TestKit;

namespace MLSecOps.Hub.Storage.Tests;

/// <summary>The contract, on SQLite.</summary>
public sealed class SqliteHubStoreTests : HubStoreContract
{
    private readonly ScratchFolder _folder = new();

    protected override IHubStore Open() => SqliteHubStore.Open(_folder["hub.db"]);

    private protected override void CleanUp() => _folder.Dispose();
}
