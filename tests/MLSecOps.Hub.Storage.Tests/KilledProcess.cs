using System.Diagnostics;
using MLSecOps.Hub.Domain.Storage;
using MLSecOps.Hub.Storage.Tests.Contract;

namespace MLSecOps.Hub.Storage.Tests;

/// <summary>No tests by themselves: a test starts them in a process of their own, which ends by SIGKILL in the middle.</summary>
public sealed class KilledProcess
{
    public const string PathVariable = "MLSEC_TEST_DATABASE";

    [Fact(Explicit = true)]
    public void Kill_after_commit() => Die(write => write.Commit());

    [Fact(Explicit = true)]
    public void Kill_before_commit() => Die(_ => { });

    private static void Die(Action<IHubTransaction> last)
    {
        IHubStore store = SqliteHubStore.Open(Environment.GetEnvironmentVariable(PathVariable)!);
        store.Write(write => write.AddChange(Samples.Change("before")));
        IHubTransaction write = store.Begin();
        write.AddPackage(Samples.Package());
        last(write);
        Process.GetCurrentProcess().Kill();
    }
}
