// Every class here starts a whole fleet; two at once would measure the machine and not the fleet.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
