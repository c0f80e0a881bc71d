using Microsoft.Win32.SafeHandles;
using MLSecOps.Linux.Confinement;
using MLSecOps.Worker;

// Standard input carries the job, standard output one report. Not the console's streams: they open more when first used, after the lock-down.
using FileStream input = new(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0);
using FileStream output = new(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
return WorkerProcess.Run(args, input, output, profile =>
{
    if (profile == LockdownProfile.Reading)
    {
        InspectionHeap.Limit();
    }

    return WorkerLockdown.Apply(profile);
});
